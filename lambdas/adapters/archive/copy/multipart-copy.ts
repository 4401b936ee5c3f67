import type { PartialCopy } from '../../../domain/task/task.ts';
import { checkStored, describeFile } from '../s3/s3-check.ts';
import type { ObjectTarget } from '../s3/s3-description.ts';
import { findObject } from '../s3/s3-object.ts';
import { S3Upload } from '../s3/s3-upload.ts';
import {
  ByteReader,
  type MeasuredRead,
  type OpenSource,
  openSource,
  readMeasured,
  readOn,
} from '../source/source-reader.ts';
import type { VideoSource } from '../source/video-source.ts';
import { CopyFault } from './copy-fault.ts';
import { type CopyJob, strategyFor } from './copy-job.ts';
import type { CopyStop } from './copy-stop.ts';
import { type CopyStrategy, singleConnection } from './copy-strategy.ts';
import { type CheckedFile, FileCheck, refuseBroken } from './file-check.ts';
import { OrderedHash } from './ordered-hash.ts';
import { type HeldPart, PartCopy } from './part-copy.ts';
import { PartPlan } from './part-plan.ts';
import { PartTracker } from './part-tracker.ts';
import { proveEnd } from './source-end.ts';
import { streamCopy } from './stream-copy.ts';

/** What the starts of a copy have left in the bucket. */
export interface Leftover {
  readonly partial?: PartialCopy;
  /** An upload that the bucket failed to abort: the next turn takes it back. */
  readonly unaborted?: PartialCopy;
  /** Bytes of the file in uploaded parts. */
  readonly bytesUp: number;
}

/** An upload, and the source of the parts that it still lacks. */
interface MissingParts {
  readonly open: OpenSource;
  /** Offset in the file at which the reader of `open` stands. */
  readonly at: number;
  readonly upload: S3Upload;
  readonly tracker: PartTracker;
  /** Only if every byte before has passed through this process. */
  readonly hash: OrderedHash | undefined;
  readonly strategy: CopyStrategy;
  /** The part that has been read already. */
  readonly held?: HeldPart;
}

/** A copy by a multipart upload, which outlives the turn. */
export class MultipartCopy {
  readonly #job: CopyJob;
  #left: Leftover;
  #tracker: PartTracker | undefined;

  constructor(job: CopyJob, left: Leftover) {
    this.#job = job;
    this.#left = left;
  }

  get left(): Leftover {
    return { ...this.#left, bytesUp: this.#tracker?.bytes ?? this.#left.bytesUp };
  }

  /** Without a length and a validator, nothing would prove that the bytes still missing belong to the same file. */
  get canBeResumed(): boolean {
    const { partial } = this.#left;
    return partial?.totalBytes !== undefined && partial.validator !== undefined;
  }

  #at({ key = this.#job.order.key }: PartialCopy): { readonly bucket: string; readonly key: string } {
    return { bucket: this.#job.bucket, key };
  }

  #upload(partial: PartialCopy): S3Upload {
    return new S3Upload(this.#job.s3, { ...this.#at(partial), id: partial.uploadId });
  }

  /** Copies a file whose first part has been read. */
  async start(
    open: OpenSource,
    target: ObjectTarget,
    first: MeasuredRead,
    strategy: CopyStrategy,
    stop: CopyStop,
  ): Promise<CheckedFile> {
    const { s3, settings, order, tolerant } = this.#job;
    const { totalBytes, validator } = open.file;
    const upload = await S3Upload.begin(s3, target, stop.signal);
    const partial: PartialCopy = {
      uploadId: upload.id,
      ...(target.key !== order.key && { key: target.key }),
      firstBytes: settings.partBytes,
      partBytes: strategy.kind === 'stream' ? settings.streamBytes : settings.partBytes,
      ...(totalBytes !== undefined && { totalBytes }),
      ...(validator !== undefined && { validator }),
    };
    this.#left = { ...this.#left, partial };
    await this.#writeDown(partial);
    const tracker = new PartTracker(new PartPlan(partial));
    this.#tracker = tracker;
    const index = tracker.take() ?? 0;
    const held = { ...first, index };
    const hash = new OrderedHash(new FileCheck(tolerant));
    return this.#copy({ open, at: first.length, upload, tracker, hash, strategy, held }, stop);
  }

  /** Without the record's knowledge of it, nobody could abort the upload after this turn. */
  async #writeDown(partial: PartialCopy): Promise<void> {
    let written = false;
    try {
      written = await this.#job.order.begun(partial);
    } finally {
      if (!written) await this.abandon();
    }
    if (!written) throw new CopyFault('withdrawn', 'Another execution holds the record');
  }

  /** Goes on with the copy of an earlier turn. Nothing if there is none, or S3 no longer has it. */
  async resume(source: VideoSource, stop: CopyStop): Promise<CheckedFile | undefined> {
    const { partial } = this.#left;
    if (!partial) return undefined;
    const { settings } = this.#job;
    const { signal } = stop;
    const { validator, totalBytes } = partial;
    const upload = this.#upload(partial);
    const parts = await upload.parts(signal);
    if (!parts || totalBytes === undefined || validator === undefined) {
      await this.abandon();
      return undefined;
    }
    const tracker = new PartTracker(new PartPlan(partial), parts);
    this.#tracker = tracker;
    if (tracker.next === undefined) return this.#complete(upload, tracker, undefined, signal);

    const start = tracker.plan.startOf(tracker.next);
    const file = await source.open({ start, validator, signal });
    if (file.totalBytes !== totalBytes || file.validator !== validator) {
      file.body.destroy();
      throw new CopyFault('changed', 'The source has changed since the last turn');
    }
    const open = openSource(source, file, stop.reading, settings.reader);
    const work = { open, upload, tracker, hash: undefined };
    try {
      if (partial.partBytes > settings.partBytes) {
        return await this.#copy({ ...work, at: start, strategy: { kind: 'stream' } }, stop);
      }
      const index = tracker.take() ?? 0;
      const read = await readMeasured(open, tracker.plan.lengthOf(index));
      const at = start + read.length;
      const seen = { rate: read.rate, bytesLeft: totalBytes - at, inParts: true };
      const chosen = strategyFor(this.#job, open, seen);
      const strategy = chosen.kind === 'connections' ? chosen : singleConnection;
      return await this.#copy({ ...work, at, strategy, held: { ...read, index } }, stop);
    } finally {
      await open.reader.close();
    }
  }

  /** Takes back the parts that are in the bucket, if there are any. */
  async abandon(): Promise<void> {
    const { partial, unaborted } = this.#left;
    this.#left = { bytesUp: 0, ...(unaborted && { unaborted }) };
    this.#tracker = undefined;
    if (!partial) return;
    const gone = await this.#upload(partial).abort();
    if (!gone) this.#left = { bytesUp: 0, unaborted: partial };
  }

  async #copy(missing: MissingParts, stop: CopyStop): Promise<CheckedFile> {
    await this.#copyMissing(missing, stop);
    const { open, tracker, upload, hash } = missing;
    if (tracker.left > 0) throw new CopyFault('unfinished', 'The time ran out');
    const seen = hash?.end();
    if (seen) {
      const read = { bytes: tracker.bytes, verdict: seen.verdict, sha256: () => seen.sha256 };
      await proveEnd(this.#job, open, read, stop.signal);
    }
    return this.#complete(upload, tracker, seen, stop.signal);
  }

  /**
   * Copies the missing parts, or as many as there is time for. If the source fails, parts that are whole in memory
   * still go up before its fault is thrown. Throws what `stop` was aborted with.
   */
  async #copyMissing(missing: MissingParts, stop: CopyStop): Promise<void> {
    const { settings, closing, order } = this.#job;
    const { open, tracker, upload, hash, strategy, held } = missing;
    const openAt = (start: number, end?: number): ByteReader => {
      const range = { file: open.file, start, ...(end !== undefined && { end }) };
      return new ByteReader(
        readOn(open.source, { ...range, signal: stop.reading, settings: settings.reader }),
      );
    };
    const common = { tracker, upload, hash, openAt, closing };
    const rest = { reader: open.reader, at: missing.at };
    if (strategy.kind === 'connections') {
      const { buffers } = settings.strategy;
      const limits = { connections: strategy.count, buffers, partBytes: settings.partBytes };
      return new PartCopy({ ...common, ...limits, maxBytes: order.maxBytes, stop }).run(rest, held);
    }
    await Promise.all([
      held && sendHeld(missing, held, stop.signal).catch((error) => stop.abort(error)),
      streamCopy({ ...common, signal: stop.reading }, rest).catch((error) =>
        error instanceof CopyFault && error.kind === 'store' ? stop.abort(error) : stop.abortReading(error),
      ),
    ]);
    stop.reading.throwIfAborted();
  }

  /** Without what this process has `seen` of every byte, the file is read and checked where it lies. */
  async #complete(
    upload: S3Upload,
    tracker: PartTracker,
    seen: ReturnType<OrderedHash['end']> | undefined,
    signal: AbortSignal,
  ): Promise<CheckedFile> {
    const { s3, tolerant } = this.#job;
    await upload.complete(tracker.list, signal);
    const { partial, ...left } = this.left;
    const object = partial && (await findObject(s3, this.#at(partial), signal));
    if (object?.bytes !== tracker.bytes) throw new CopyFault('interrupted', 'The bucket lost the file');
    this.#left = left;
    const { metadata, etag, ...stored } = object;
    const checked = seen
      ? { stored: { ...stored, sha256: seen.sha256 }, verdict: seen.verdict }
      : await checkStored(s3, object, signal);
    if (!tolerant) refuseBroken(checked.verdict, checked.stored);
    return describeFile(s3, { ...checked, etag }, { metadata, digestIsKept: false }, signal);
  }
}

const sendHeld = async (
  { hash, tracker, upload }: MissingParts,
  held: HeldPart,
  signal: AbortSignal,
): Promise<void> => {
  const bytes = held.buffer.subarray(0, held.length);
  hash?.add(held.index, bytes);
  tracker.add(await upload.put(held.index + 1, bytes, signal));
};
