import type { ArchivedFile } from '../../../domain/archive/video-archive.ts';
import type { PartialCopy } from '../../../domain/task/task.ts';
import { findObject, finishObject, putStreamed, putWhole } from '../s3/s3-object.ts';
import { S3Upload } from '../s3/s3-upload.ts';
import { ByteReader } from '../source/byte-reader.ts';
import { readOn } from '../source/source-reader.ts';
import { type Begun, judged, readPart } from '../source/throughput-check.ts';
import type { VideoSource } from '../source/video-source.ts';
import type { CopyTurnDeps } from './archive-settings.ts';
import { CopyFault, tooLarge } from './copy-fault.ts';
import type { CopyStop } from './copy-stop.ts';
import { type CopyStrategy, chooseStrategy } from './copy-strategy.ts';
import { copyMissing, type Missing } from './missing-parts.ts';
import { OrderedHash } from './ordered-hash.ts';
import { PartPlan } from './part-plan.ts';
import { PartTracker } from './part-tracker.ts';

/** The copy of a file by a multipart upload, which outlives the turn. */
export class CopyInParts {
  readonly #deps: CopyTurnDeps;
  readonly #at: { readonly bucket: string; readonly key: string };
  partial: PartialCopy | undefined;
  /** One request to the store would not do, or has not done. */
  mustBeParts: boolean;
  /** One connection to the source was not enough, however fast it begins. */
  mustShare = false;
  /** Several connections saw several files: one behind whose name are hosts that differ is read by one. */
  mustBeAlone = false;
  #up: PartTracker | undefined;
  /** An upload that the bucket did not abort. */
  #undead: PartialCopy | undefined;

  constructor(deps: CopyTurnDeps) {
    this.#deps = deps;
    this.#at = { bucket: deps.bucket, key: deps.order.key };
    this.partial = deps.order.partial;
    this.mustBeParts = deps.order.inParts;
  }

  /** What the next turn goes on with, or takes back where this one could not. */
  get left(): PartialCopy | undefined {
    return this.partial ?? this.#undead;
  }

  /** Of the file, in parts that are up. */
  get bytesUp(): number {
    return this.#up?.bytes ?? 0;
  }

  /** Without length and validator, nothing would prove that what is still to come belongs to the same file. */
  get canBeResumed(): boolean {
    return this.partial?.totalBytes !== undefined && this.partial.validator !== undefined;
  }

  async begin(begun: Begun & { readonly contentType: string }, stop: CopyStop): Promise<ArchivedFile> {
    const { s3, order, settings } = this.#deps;
    const { contentType, file } = begun;
    const { partBytes: firstBytes, streamBytes } = settings;
    const described = { ...this.#at, fileName: order.fileName, contentType };
    const read = await readPart(begun, 0, Math.min(firstBytes, file.totalBytes ?? firstBytes));
    if (read.length > order.maxBytes) throw tooLarge(order.maxBytes);
    if (file.totalBytes === undefined && read.length < firstBytes) {
      return putWhole(s3, described, read.buffer.subarray(0, read.length), stop.signal);
    }
    const bytesLeft = (file.totalBytes ?? Number.POSITIVE_INFINITY) - read.length;
    const { fast } = settings.strategy;
    const rate = this.mustShare ? Math.min(read.rate, fast / 2) : read.rate;
    const chosen = this.#choose(begun, rate, bytesLeft, this.mustBeParts);
    const course = this.mustBeAlone && chosen.kind === 'lanes' ? oneLane : chosen;
    if (course.kind === 'whole') {
      const tooSlow = (rate: number, left: number): boolean => {
        if (this.mustShare || this.mustBeAlone) return false;
        // Half of what is called fast, so that no file is begun twice for little.
        const shared = this.#choose(begun, 2 * rate, left, true);
        return shared.kind === 'lanes' && shared.count > 1;
      };
      const totalBytes = read.length + bytesLeft;
      const chunks = judged(begun, read, totalBytes, settings.strategy.judgeMillis, tooSlow);
      const body = { chunks, totalBytes };
      return putStreamed(s3, described, body, stop.signal);
    }
    const upload = await S3Upload.begin(s3, described, stop.signal);
    this.partial = {
      uploadId: upload.id,
      firstBytes,
      partBytes: course.kind === 'stream' ? streamBytes : firstBytes,
      ...(file.totalBytes !== undefined && { totalBytes: file.totalBytes }),
      ...(file.validator !== undefined && { validator: file.validator }),
    };
    await this.#writeDown(this.partial);
    const up = new PartTracker(new PartPlan(this.partial));
    this.#up = up;
    up.take();
    return this.#copy({ ...begun, at: 0, upload, up, hash: new OrderedHash(), course, read }, stop);
  }

  /** An upload that the record does not name would be known to nobody after this turn. */
  async #writeDown(partial: PartialCopy): Promise<void> {
    let written = false;
    try {
      written = await this.#deps.order.begun(partial);
    } finally {
      if (!written) await this.abandon();
    }
    if (!written) throw new CopyFault('withdrawn', 'Another execution holds the record');
  }

  /** Goes on with the copy of an earlier turn. Nothing where there is none, or the store no longer has it. */
  async resume(source: VideoSource, stop: CopyStop): Promise<ArchivedFile | undefined> {
    const { partial } = this;
    if (!partial) return undefined;
    const { signal } = stop;
    const { validator, totalBytes } = partial;
    const upload = new S3Upload(this.#deps.s3, { ...this.#at, id: partial.uploadId });
    const parts = await upload.parts(signal);
    if (!parts || totalBytes === undefined || validator === undefined) {
      await this.abandon();
      return undefined;
    }
    const up = new PartTracker(new PartPlan(partial), parts);
    this.#up = up;
    if (up.next === undefined) return this.#complete(upload, up, undefined, signal);

    const start = up.plan.startOf(up.next);
    const file = await source.open({ start, validator, signal });
    if (file.totalBytes !== totalBytes || file.validator !== validator) {
      file.body.destroy();
      throw new CopyFault('changed', 'The source has changed since the last turn');
    }
    const reading = { file, start, opened: file, signal: stop.reading, settings: this.#deps.settings.reader };
    const begun = { source, file, pull: new ByteReader(readOn(source, reading)), at: start };
    const work = { ...begun, upload, up, hash: undefined };
    try {
      if (partial.partBytes > this.#deps.settings.partBytes) {
        return await this.#copy({ ...work, course: { kind: 'stream' } }, stop);
      }
      const index = up.take() ?? 0;
      const read = await readPart(begun, index, up.plan.lengthOf(index));
      const course = this.#choose(begun, read.rate, totalBytes - start - read.length, true);
      return await this.#copy({ ...work, course: course.kind === 'lanes' ? course : oneLane, read }, stop);
    } finally {
      await begun.pull.close();
    }
  }

  /** Takes back what is up, if anything is. */
  async abandon(): Promise<void> {
    const { partial } = this;
    this.partial = undefined;
    this.#up = undefined;
    if (!partial) return;
    const gone = await new S3Upload(this.#deps.s3, { ...this.#at, id: partial.uploadId }).abort();
    if (!gone) this.#undead = partial;
  }

  #choose({ source, file }: Begun, rate: number, bytesLeft: number, inParts: boolean): CopyStrategy {
    const { settings, endsAt } = this.#deps;
    const { requestLimit } = source;
    const { resumable } = file;
    const millisLeft = endsAt - performance.now();
    const seen = {
      rate,
      bytesLeft,
      partBytes: settings.partBytes,
      resumable,
      requestLimit,
      millisLeft,
      inParts,
    };
    return chooseStrategy(settings.strategy, seen);
  }

  async #copy(work: Missing, stop: CopyStop): Promise<ArchivedFile> {
    await copyMissing(this.#deps, work, stop);
    if (work.up.left > 0) throw new CopyFault('unfinished', 'The time ran out');
    return this.#complete(work.upload, work.up, work.hash?.digest(), stop.signal);
  }

  async #complete(
    upload: S3Upload,
    up: PartTracker,
    sha256: string | undefined,
    signal: AbortSignal,
  ): Promise<ArchivedFile> {
    const { s3, order } = this.#deps;
    await upload.complete(up.list, signal);
    const object = await findObject(s3, this.#at, signal);
    if (object?.bytes !== up.bytes) throw new CopyFault('interrupted', 'The bucket lost the file');
    this.partial = undefined;
    return finishObject(s3, { ...object, ...(sha256 && { sha256 }) }, order.fileName, signal);
  }
}

const oneLane: CopyStrategy = { kind: 'lanes', count: 1 };
