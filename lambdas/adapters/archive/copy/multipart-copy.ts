import type { ArchivedFile } from '../../../domain/archive/video-archive.ts';
import type { PartialCopy } from '../../../domain/task/task.ts';
import type { CopyTurnDeps } from '../archive-settings.ts';
import { findObject, finishObject, putStreamed, putWhole } from '../s3/s3-object.ts';
import { S3Upload } from '../s3/s3-upload.ts';
import { ByteReader } from '../source/byte-reader.ts';
import { readOn } from '../source/source-reader.ts';
import {
  type MeasuredPart,
  measurePart,
  type OpenSource,
  throughputChecked,
} from '../source/throughput-check.ts';
import type { VideoSource } from '../source/video-source.ts';
import type { CopyConstraints } from './copy-constraints.ts';
import { CopyFault, tooLarge } from './copy-fault.ts';
import type { CopyStop } from './copy-stop.ts';
import { type CopyStrategy, chooseStrategy, oneConnection, withConstraints } from './copy-strategy.ts';
import { OrderedHash } from './ordered-hash.ts';
import { PartCopy } from './part-copy.ts';
import { PartPlan } from './part-plan.ts';
import { PartTracker } from './part-tracker.ts';
import { sendPart, streamCopy } from './stream-copy.ts';

/** An upload, and the open source of the parts that it still lacks. */
interface UploadInProgress extends OpenSource {
  /** Offset in the file at which `reader` began. */
  readonly start: number;
  readonly upload: S3Upload;
  readonly parts: PartTracker;
  /** Absent if this turn has not seen every byte from the beginning. */
  readonly hash: OrderedHash | undefined;
  readonly strategy: CopyStrategy;
  /** The part that has been read already. */
  readonly first?: MeasuredPart;
}

/** The copy of a file by a multipart upload, which outlives the turn. */
export class MultipartCopy {
  readonly #deps: CopyTurnDeps;
  readonly #at: { readonly bucket: string; readonly key: string };
  #partial: PartialCopy | undefined;
  #parts: PartTracker | undefined;
  /** An upload that the bucket did not abort. */
  #unaborted: PartialCopy | undefined;

  constructor(deps: CopyTurnDeps) {
    this.#deps = deps;
    this.#at = { bucket: deps.bucket, key: deps.order.key };
    this.#partial = deps.order.partial;
  }

  /** The upload that the next turn resumes, or aborts if this turn could not. */
  get leftover(): PartialCopy | undefined {
    return this.#partial ?? this.#unaborted;
  }

  /** Bytes of the file in parts that are up. */
  get bytesUp(): number {
    return this.#parts?.bytes ?? 0;
  }

  /** Without length and validator, nothing would prove that the rest belongs to the same file. */
  get canBeResumed(): boolean {
    return this.#partial?.totalBytes !== undefined && this.#partial.validator !== undefined;
  }

  /** Copies from the beginning: whole if the source is fast enough for that, or else in parts. */
  async begin(
    open: OpenSource & { readonly contentType: string },
    constraints: CopyConstraints,
    stop: CopyStop,
  ): Promise<ArchivedFile> {
    const { s3, order, settings } = this.#deps;
    const { contentType, file } = open;
    const { partBytes: firstBytes, streamBytes } = settings;
    const described = { ...this.#at, fileName: order.fileName, contentType };
    const first = await measurePart(open, 0, Math.min(firstBytes, file.totalBytes ?? firstBytes));
    if (first.length > order.maxBytes) throw tooLarge(order.maxBytes);
    if (file.totalBytes === undefined && first.length < firstBytes) {
      return putWhole(s3, described, first.buffer.subarray(0, first.length), stop.signal);
    }
    const bytesLeft = (file.totalBytes ?? Number.POSITIVE_INFINITY) - first.length;
    const strategy = withConstraints(constraints, settings.strategy, first.rate, (rate) =>
      this.#choose(open, rate, bytesLeft, constraints.inParts),
    );
    if (strategy.kind === 'whole') {
      const totalBytes = first.length + bytesLeft;
      const isTooSlow = (rate: number, left: number): boolean => {
        if (constraints.connections !== 'any') return false;
        // Twice the rate: a file is not begun again for a small gain.
        const shared = this.#choose(open, 2 * rate, left, true);
        return shared.kind === 'connections' && shared.count > 1;
      };
      const { checkMillis } = settings.strategy;
      const chunks = throughputChecked(open, first, totalBytes, checkMillis, isTooSlow);
      return putStreamed(s3, described, { chunks, totalBytes }, stop.signal);
    }
    const upload = await S3Upload.begin(s3, described, stop.signal);
    const partial: PartialCopy = {
      uploadId: upload.id,
      firstBytes,
      partBytes: strategy.kind === 'stream' ? streamBytes : firstBytes,
      ...(file.totalBytes !== undefined && { totalBytes: file.totalBytes }),
      ...(file.validator !== undefined && { validator: file.validator }),
    };
    await this.#record(partial);
    const parts = new PartTracker(new PartPlan(partial));
    this.#parts = parts;
    parts.take();
    return this.#copy({ ...open, start: 0, upload, parts, hash: new OrderedHash(), strategy, first }, stop);
  }

  /** Aborts the upload if it cannot be written to the record: no later turn would know of it. */
  async #record(partial: PartialCopy): Promise<void> {
    this.#partial = partial;
    let isRecorded = false;
    try {
      isRecorded = await this.#deps.order.begun(partial);
    } finally {
      if (!isRecorded) await this.abandon();
    }
    if (!isRecorded) throw new CopyFault('withdrawn', 'Another execution holds the record');
  }

  /** Resumes the copy of an earlier turn. `undefined` if there is none, or the store no longer has it. */
  async resume(source: VideoSource, stop: CopyStop): Promise<ArchivedFile | undefined> {
    const partial = this.#partial;
    if (!partial) return undefined;
    const { s3, settings } = this.#deps;
    const { validator, totalBytes } = partial;
    const upload = new S3Upload(s3, { ...this.#at, id: partial.uploadId });
    const uploaded = await upload.parts(stop.signal);
    if (!uploaded || totalBytes === undefined || validator === undefined) {
      await this.abandon();
      return undefined;
    }
    const parts = new PartTracker(new PartPlan(partial), uploaded);
    this.#parts = parts;
    if (parts.next === undefined) return this.#complete(upload, parts, undefined, stop.signal);

    const start = parts.plan.startOf(parts.next);
    const file = await source.open({ start, validator, signal: stop.signal });
    if (file.totalBytes !== totalBytes || file.validator !== validator) {
      file.body.destroy();
      throw new CopyFault('changed', 'The source has changed since the last turn');
    }
    const reading = { file, start, opened: file, signal: stop.reading, settings: settings.reader };
    const open = { source, file, reader: new ByteReader(readOn(source, reading)) };
    const progress = { ...open, start, upload, parts, hash: undefined };
    try {
      if (partial.partBytes > settings.partBytes) {
        return await this.#copy({ ...progress, strategy: { kind: 'stream' } }, stop);
      }
      const index = parts.take() ?? 0;
      const first = await measurePart(open, index, parts.plan.lengthOf(index));
      const chosen = this.#choose(open, first.rate, totalBytes - start - first.length, true);
      const strategy = chosen.kind === 'connections' ? chosen : oneConnection;
      return await this.#copy({ ...progress, strategy, first }, stop);
    } finally {
      await open.reader.close();
    }
  }

  /** Aborts the upload, if there is one. */
  async abandon(): Promise<void> {
    const partial = this.#partial;
    this.#partial = undefined;
    this.#parts = undefined;
    if (!partial) return;
    const isGone = await new S3Upload(this.#deps.s3, { ...this.#at, id: partial.uploadId }).abort();
    if (!isGone) this.#unaborted = partial;
  }

  #choose({ source, file }: OpenSource, rate: number, bytesLeft: number, inParts: boolean): CopyStrategy {
    const { settings, endsAt } = this.#deps;
    const { partBytes } = settings;
    const millisLeft = endsAt - performance.now();
    const { requestLimit } = source;
    const { resumable } = file;
    const seen = { rate, bytesLeft, partBytes, resumable, requestLimit, millisLeft, inParts };
    return chooseStrategy(settings.strategy, seen);
  }

  /**
   * Copies the parts that are missing, as many as there is time for. If the source fails, parts that are whole in memory
   * go up before its fault is thrown. Throws what `stop` was aborted with.
   */
  async #copy(progress: UploadInProgress, stop: CopyStop): Promise<ArchivedFile> {
    const { settings, closing, order } = this.#deps;
    const { source, file, upload, parts, hash, strategy, first, reader } = progress;
    const open = (start: number, end?: number): ByteReader => {
      const range = { file, start, ...(end !== undefined && { end }) };
      return new ByteReader(readOn(source, { ...range, signal: stop.reading, settings: settings.reader }));
    };
    const common = { parts, upload, hash, open, closing };
    const rest = { reader, at: progress.start + (first?.length ?? 0) };
    if (strategy.kind === 'connections') {
      const { partBytes } = settings;
      const limits = { buffers: settings.strategy.buffers, partBytes, maxBytes: order.maxBytes };
      const partCopy = new PartCopy({ ...common, ...limits, connections: strategy.count, stop });
      await partCopy.run(rest, first);
    } else {
      await Promise.all([
        first && sendPart(common, first, stop.signal).catch((error) => stop.abort(error)),
        streamCopy({ ...common, signal: stop.reading }, rest).catch((error) =>
          error instanceof CopyFault && error.kind === 'store' ? stop.abort(error) : stop.abortReading(error),
        ),
      ]);
      stop.reading.throwIfAborted();
    }
    if (parts.left > 0) throw new CopyFault('unfinished', 'The time ran out');
    return this.#complete(upload, parts, hash?.digest(), stop.signal);
  }

  async #complete(
    upload: S3Upload,
    parts: PartTracker,
    sha256: string | undefined,
    signal: AbortSignal,
  ): Promise<ArchivedFile> {
    const { s3, order } = this.#deps;
    await upload.complete(parts.list, signal);
    const object = await findObject(s3, this.#at, signal);
    if (object?.bytes !== parts.bytes) throw new CopyFault('interrupted', 'The bucket lost the file');
    this.#partial = undefined;
    return finishObject(s3, { ...object, ...(sha256 && { sha256 }) }, order.fileName, signal);
  }
}
