import type { S3Upload } from '../s3/s3-upload.ts';
import type { ByteReader } from '../source/byte-reader.ts';
import { BufferPool } from './buffer-pool.ts';
import { CopyFault, tooLarge } from './copy-fault.ts';
import type { CopyStop } from './copy-stop.ts';
import type { OrderedHash } from './ordered-hash.ts';
import type { PartTracker } from './part-tracker.ts';

export interface PartCopyOrder {
  readonly up: PartTracker;
  readonly upload: S3Upload;
  /** Where every byte before was seen. */
  readonly hash: OrderedHash | undefined;
  /** Opens the source at an offset, up to another one or to its end. */
  open(start: number, end?: number): ByteReader;
  readonly lanes: number;
  /** Parts in memory at once, and the size of one. */
  readonly buffers: number;
  readonly partBytes: number;
  readonly maxBytes: number;
  /** No part is begun after it. */
  readonly closing: AbortSignal;
  /** Told of what fails. */
  readonly stop: CopyStop;
}

/** An open connection: where it stands in the file, and how far it goes. */
interface Lane {
  readonly pull: ByteReader;
  at: number;
  readonly end: number;
}

/** A part that has been read into a buffer of `partBytes`, or less where the file is smaller. */
export interface HeldPart {
  readonly index: number;
  readonly buffer: Buffer;
  readonly length: number;
}

/** Copies a file in parts that pass through memory, by one connection in order or by several at once. */
export class PartCopy {
  readonly #order: PartCopyOrder;
  readonly #window: BufferPool;
  readonly #work = new Set<Promise<void>>();
  /** Lanes that read or will. */
  #reading = 0;

  constructor(order: PartCopyOrder) {
    this.#order = order;
    const { reading } = order.stop;
    this.#window = new BufferPool(order.buffers, order.partBytes, reading);
    reading.addEventListener('abort', () => order.hash?.release(), { once: true });
  }

  /** Settles when all is copied, or as much as could be. Throws what `stop` was aborted with. */
  async run(begun: { readonly pull: ByteReader; readonly at: number }, held?: HeldPart): Promise<void> {
    if (held) {
      this.#window.take(held.buffer);
      this.#start(this.#send(held));
    }
    this.#startLane({ ...begun, end: Number.POSITIVE_INFINITY });
    for (let lane = 1; lane < this.#order.lanes; lane++) this.#startLane();
    while (this.#work.size > 0) await Promise.all(this.#work);
    this.#order.stop.reading.throwIfAborted();
  }

  /** Work never rejects: what goes wrong is thrown at the end. */
  #start(work: Promise<void>): void {
    const settled: Promise<void> = work
      .catch((error) => this.#order.stop.abort(error))
      .finally(() => this.#work.delete(settled));
    this.#work.add(settled);
  }

  #startLane(lane?: Lane): void {
    this.#reading++;
    this.#start(this.#read(lane).catch((error) => this.#order.stop.abortReading(error)));
  }

  async #read(given?: Lane): Promise<void> {
    const { up, closing } = this.#order;
    let lane = given;
    try {
      for (;;) {
        // The buffer first: so the part that all others wait for always has one.
        const buffer = await this.#window.lend();
        const index = closing.aborted ? undefined : up.take();
        if (index === undefined) return this.#window.giveBack(buffer);
        try {
          lane = await this.#laneAt(index, lane);
          const filled = await this.#fill(lane, index, buffer);
          if (filled > 0) this.#start(this.#send({ index, buffer, length: filled }));
          else this.#window.giveBack(buffer);
        } catch (error) {
          // Some hosts let only a few in at once: those take over.
          const canBeSpared = this.#reading > 1 && error instanceof CopyFault && error.kind === 'refused';
          if (!canBeSpared || !up.putBack(index)) throw error;
          return this.#window.giveBack(buffer);
        }
      }
    } finally {
      // What was put back is for the next turn then: nothing that waits for it is hashed any more.
      if (--this.#reading === 0) this.#order.hash?.release();
      await lane?.pull.close();
    }
  }

  /** The lane itself where it stands at the part, or else a new one. */
  async #laneAt(index: number, lane: Lane | undefined): Promise<Lane> {
    const { up, lanes, open } = this.#order;
    const start = up.plan.startOf(index);
    if (lane?.at === start && lane.end > start) return lane;
    await lane?.pull.close();
    const end = lanes > 1 ? start + up.plan.lengthOf(index) : undefined;
    return { pull: open(start, end), at: start, end: end ?? Number.POSITIVE_INFINITY };
  }

  async #fill(lane: Lane, index: number, buffer: Buffer): Promise<number> {
    const { up, maxBytes } = this.#order;
    const wanted = up.plan.lengthOf(index);
    const filled = await lane.pull.fill(buffer.subarray(0, wanted));
    lane.at += filled;
    if (lane.at > maxBytes) throw tooLarge(maxBytes);
    if (filled < wanted) {
      if (Number.isFinite(up.plan.totalBytes)) throw new CopyFault('changed', 'The source ended early');
      up.endAfter(filled > 0 ? index + 1 : index);
    }
    return filled;
  }

  async #send({ index, buffer, length }: HeldPart): Promise<void> {
    const { up, upload, hash, stop } = this.#order;
    const bytes = buffer.subarray(0, length);
    const hashed = hash?.add(index, bytes);
    up.add(await upload.put(index + 1, bytes, stop.signal));
    await hashed;
    this.#window.giveBack(buffer);
  }
}
