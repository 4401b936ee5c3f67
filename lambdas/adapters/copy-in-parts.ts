import type { PartialCopy } from '../domain/task.ts';
import type { ArchivedFile } from '../domain/video-archive.ts';
import type { CopyTurnDeps } from './archive-settings.ts';
import { BytePull } from './byte-pull.ts';
import { CopyFault } from './copy-fault.ts';
import { PartCopy } from './part-copy.ts';
import { findObject, finishObject } from './s3-object.ts';
import { S3Upload, type UploadedPart } from './s3-upload.ts';
import { readOn } from './source-reader.ts';
import type { OpenedBody, VideoSource } from './video-source.ts';

interface Begun {
  /** The answer that the copy goes on from, and its bytes. */
  readonly first: OpenedBody;
  readonly pull: BytePull;
}

/** The copy of a file by a multipart upload, which outlives the turn. */
export class CopyInParts {
  readonly #deps: CopyTurnDeps;
  readonly #at: { readonly bucket: string; readonly key: string };
  partial: PartialCopy | undefined;
  /** Of the file, in parts that are up. */
  bytesUp = 0;

  constructor(deps: CopyTurnDeps) {
    this.#deps = deps;
    this.#at = { bucket: deps.bucket, key: deps.order.key };
    this.partial = deps.order.partial;
  }

  async begin(
    source: VideoSource,
    begun: Begun & { readonly contentType: string },
    stop: AbortController,
  ): Promise<ArchivedFile> {
    const { s3, order, settings } = this.#deps;
    const { contentType, first } = begun;
    const upload = await S3Upload.begin(
      s3,
      { ...this.#at, fileName: order.fileName, contentType },
      stop.signal,
    );
    this.partial = {
      uploadId: upload.id,
      partBytes: settings.partBytes,
      ...(first.totalBytes !== undefined && { totalBytes: first.totalBytes }),
      ...(first.validator !== undefined && { validator: first.validator }),
    };
    this.bytesUp = 0;
    if (!(await order.begun(this.partial))) {
      await this.abandon();
      throw new CopyFault('withdrawn', 'Another execution holds the record');
    }
    return this.#copy(source, upload, begun, [], stop);
  }

  /** Goes on with the copy of an earlier turn. Nothing where there is none, or the store no longer has it. */
  async resume(source: VideoSource, stop: AbortController): Promise<ArchivedFile | undefined> {
    const { partial } = this;
    if (!partial) return undefined;
    const { signal } = stop;
    const { partBytes, totalBytes = 0 } = partial;
    const upload = new S3Upload(this.#deps.s3, { ...this.#at, id: partial.uploadId });
    const count = Math.ceil(totalBytes / partBytes);
    const isWhole = (part: UploadedPart): boolean =>
      part.PartNumber <= count &&
      part.bytes === Math.min(partBytes, totalBytes - (part.PartNumber - 1) * partBytes);
    const partsUp = (await upload.parts(signal))?.filter(isWhole);
    if (!partsUp || count === 0) {
      await this.abandon();
      return undefined;
    }
    this.bytesUp = sum(partsUp);
    if (partsUp.length === count) return this.#complete(upload, partsUp, undefined, signal);

    const numbers = new Set(partsUp.map((part) => part.PartNumber));
    let index = 0;
    while (numbers.has(index + 1)) index++;
    const start = index * partBytes;
    const { validator } = partial;
    const first = await source.open({ start, ...(validator !== undefined && { validator }), signal });
    if (first.totalBytes !== totalBytes || first.validator !== validator) {
      first.body.destroy();
      throw new CopyFault('changed', 'The source has changed since the last turn');
    }
    const reading = { file: first, start, opened: first, signal, settings: this.#deps.settings.reader };
    const pull = new BytePull(readOn(source, reading));
    try {
      return await this.#copy(source, upload, { first, pull }, partsUp, stop);
    } finally {
      await pull.close();
    }
  }

  /** Takes back what is up, if anything is. */
  async abandon(): Promise<void> {
    const { partial } = this;
    this.partial = undefined;
    this.bytesUp = 0;
    if (partial) await new S3Upload(this.#deps.s3, { ...this.#at, id: partial.uploadId }).abort();
  }

  async #copy(
    source: VideoSource,
    upload: S3Upload,
    { first, pull }: Begun,
    partsUp: readonly UploadedPart[],
    stop: AbortController,
  ): Promise<ArchivedFile> {
    const { settings, order, closing } = this.#deps;
    const { partBytes = settings.partBytes } = this.partial ?? {};
    const { lanes, reader } = settings;
    const { maxBytes } = order;
    const from = { source, upload, first, pull, partsUp };
    const copy = new PartCopy({ ...from, partBytes, maxBytes, lanes, reader, closing, stop });
    try {
      await copy.run();
    } finally {
      this.bytesUp = sum(copy.parts);
    }
    if (!copy.complete) throw new CopyFault('unfinished', 'The time ran out');
    return this.#complete(upload, copy.parts, copy.digest(), stop.signal);
  }

  async #complete(
    upload: S3Upload,
    parts: readonly UploadedPart[],
    sha256: string | undefined,
    signal: AbortSignal,
  ): Promise<ArchivedFile> {
    const { s3, order } = this.#deps;
    await upload.complete(parts, signal);
    const object = await findObject(s3, this.#at, signal);
    if (object?.bytes !== sum(parts)) throw new CopyFault('interrupted', 'The bucket lost the file');
    this.partial = undefined;
    return finishObject(s3, { ...object, ...(sha256 && { sha256 }) }, order.fileName, signal);
  }
}

const sum = (parts: readonly UploadedPart[]): number => parts.reduce((bytes, part) => bytes + part.bytes, 0);
