import { BytePull } from './byte-pull.ts';
import { CopyFault } from './copy-fault.ts';
import { type LaneSettings, worthSpreading } from './lanes.ts';
import { OrderedHash } from './ordered-hash.ts';
import { PartWindow } from './part-window.ts';
import type { S3Upload, UploadedPart } from './s3-upload.ts';
import { type ReaderSettings, readOn } from './source-reader.ts';
import type { OpenedBody, VideoSource } from './video-source.ts';

export interface PartCopyOrder {
  readonly source: VideoSource;
  /** The answer that the copy begins with, and its bytes. */
  readonly first: OpenedBody;
  readonly pull: BytePull;
  readonly upload: S3Upload;
  readonly partBytes: number;
  /** Parts of earlier turns. */
  readonly partsUp: readonly UploadedPart[];
  readonly maxBytes: number;
  /** No part is begun after it. */
  readonly closing: AbortSignal;
  /** Ends everything; aborted here too, where something fails. */
  readonly stop: AbortController;
  readonly reader: ReaderSettings;
  readonly lanes: LaneSettings;
}

/** An open connection: where it stands in the file, and how far it goes. */
interface Lane {
  readonly pull: BytePull;
  at: number;
  readonly end: number;
}

/**
 * Copies a file part by part. One connection reads it in order; where that proves slow and the source sends ranges,
 * others read the parts that follow.
 */
export class PartCopy {
  readonly #order: PartCopyOrder;
  readonly #window: PartWindow;
  readonly #hash: OrderedHash | undefined;
  readonly #done: Map<number, UploadedPart>;
  readonly #work = new Set<Promise<void>>();
  /** Infinite until the end is seen, where the source does not tell the length. */
  #count: number;
  #next = 0;
  #laneCount = 1;

  constructor(order: PartCopyOrder) {
    const { first, partBytes, partsUp } = order;
    this.#order = order;
    this.#window = new PartWindow(order.lanes.buffers, partBytes, order.stop.signal);
    this.#hash = partsUp.length === 0 ? new OrderedHash() : undefined;
    this.#done = new Map(partsUp.map((part) => [part.PartNumber - 1, part]));
    this.#count =
      first.totalBytes === undefined ? Number.POSITIVE_INFINITY : Math.ceil(first.totalBytes / partBytes);
  }

  get parts(): readonly UploadedPart[] {
    return [...this.#done.values()].sort((one, other) => one.PartNumber - other.PartNumber);
  }

  get bytesUp(): number {
    return this.parts.reduce((sum, part) => sum + part.bytes, 0);
  }

  get complete(): boolean {
    return this.#done.size === this.#count;
  }

  /** Of the whole, once it is complete; not where an earlier turn read a part of it. */
  digest(): string | undefined {
    return this.#hash?.digest();
  }

  /** Settles when all is copied, or as much as there was time for. Throws what `stop` was aborted with. */
  async run(): Promise<void> {
    const { stop, first, pull, lanes, source } = this.#order;
    this.#start(this.#read({ pull, at: first.start, end: Number.POSITIVE_INFINITY }));
    let seen = source.bytesRead;
    const watch = setInterval(() => {
      const rate = ((source.bytesRead - seen) * 1000) / lanes.watchMillis;
      seen = source.bytesRead;
      this.#spread(rate);
    }, lanes.watchMillis);
    while (this.#work.size > 0) await Promise.all(this.#work);
    clearInterval(watch);
    stop.signal.throwIfAborted();
  }

  /** Work never rejects: what goes wrong stops everything, and is thrown at the end. */
  #start(work: Promise<void>): void {
    const settled: Promise<void> = work
      .catch((error) => this.#order.stop.abort(error))
      .finally(() => this.#work.delete(settled));
    this.#work.add(settled);
  }

  #spread(rate: number): void {
    const { lanes, source, first } = this.#order;
    const partsLeft = this.#count - this.#done.size;
    const { requestLimit } = source;
    if (this.#laneCount > 1 || !first.resumable || !this.#window.open) return;
    if (!worthSpreading(lanes, { rate, partsLeft, requestLimit })) return;
    this.#laneCount = Math.min(lanes.most, partsLeft);
    for (let lane = 1; lane < this.#laneCount; lane++) this.#start(this.#read());
  }

  async #read(given?: Lane): Promise<void> {
    const { partBytes, first, maxBytes } = this.#order;
    let lane = given;
    try {
      for (;;) {
        const buffer = await this.#window.lend();
        const index = this.#take();
        if (index === undefined) return this.#window.giveBack(buffer);
        const start = index * partBytes;
        const wanted = Math.min(partBytes, (first.totalBytes ?? Number.POSITIVE_INFINITY) - start);
        if (lane?.at !== start || lane.end <= start) {
          await lane?.pull.close();
          lane = this.#open(start, this.#laneCount > 1 ? start + wanted : Number.POSITIVE_INFINITY);
        }
        const filled = await lane.pull.fill(buffer.subarray(0, wanted));
        lane.at = start + filled;
        if (lane.at > maxBytes) {
          throw new CopyFault('too_large', `The video is larger than ${maxBytes} bytes`);
        }
        if (filled < wanted) this.#count = filled > 0 ? index + 1 : index;
        if (filled > 0) this.#start(this.#send(index, buffer, filled));
        else this.#window.giveBack(buffer);
      }
    } finally {
      await lane?.pull.close();
    }
  }

  #take(): number | undefined {
    while (this.#done.has(this.#next)) this.#next++;
    return this.#order.closing.aborted || this.#next >= this.#count ? undefined : this.#next++;
  }

  #open(start: number, end: number): Lane {
    const { source, first, stop, reader } = this.#order;
    const chunks = readOn(source, {
      file: first,
      start,
      ...(Number.isFinite(end) && { end }),
      signal: stop.signal,
      settings: reader,
    });
    return { pull: new BytePull(chunks), at: start, end };
  }

  async #send(index: number, buffer: Buffer, length: number): Promise<void> {
    const bytes = buffer.subarray(0, length);
    const hashed = this.#hash?.add(index, bytes);
    this.#done.set(index, await this.#order.upload.put(index + 1, bytes, this.#order.stop.signal));
    await hashed;
    this.#window.giveBack(buffer);
  }
}
