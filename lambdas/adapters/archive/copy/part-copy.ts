import type { S3Upload } from '../s3/s3-upload.ts';
import type { ByteReader } from '../source/source-reader.ts';
import { BufferPool } from './buffer-pool.ts';
import { CopyFault, tooLarge } from './copy-fault.ts';
import type { CopyStop } from './copy-stop.ts';
import type { OrderedHash } from './ordered-hash.ts';
import type { PartTracker } from './part-tracker.ts';

export interface PartCopyOrder {
  readonly tracker: PartTracker;
  readonly upload: S3Upload;
  /** Only if every byte before has passed through this process. */
  readonly hash: OrderedHash | undefined;
  /** Opens the source at an offset, to another one or to its end. */
  openAt(start: number, end?: number): ByteReader;
  readonly connections: number;
  /** Parts in memory at once, and the size of one. */
  readonly buffers: number;
  readonly partBytes: number;
  readonly maxBytes: number;
  /** No part is started after this signal. */
  readonly closing: AbortSignal;
  /** Aborted with what fails. */
  readonly stop: CopyStop;
}

/** An open connection: where it stands in the file, and how far it goes. */
interface Connection {
  readonly reader: ByteReader;
  at: number;
  readonly end: number;
}

/** A part that has been read into a buffer of `partBytes`, or a smaller one if the file is smaller. */
export interface HeldPart {
  readonly index: number;
  readonly buffer: Buffer;
  readonly length: number;
}

/** Copies a file in parts that pass through memory, by one connection in order or by several at once. */
export class PartCopy {
  readonly #order: PartCopyOrder;
  readonly #pool: BufferPool;
  readonly #work = new Set<Promise<void>>();
  /** Connections that read, or are about to. */
  #reading = 0;

  constructor(order: PartCopyOrder) {
    this.#order = order;
    const { reading } = order.stop;
    this.#pool = new BufferPool(order.buffers, order.partBytes, reading);
    reading.addEventListener('abort', () => order.hash?.release(), { once: true });
  }

  /** Settles when all is copied, or as much as could be. Throws what `stop` was aborted with. */
  async run(opened: { readonly reader: ByteReader; readonly at: number }, held?: HeldPart): Promise<void> {
    if (held) {
      this.#pool.take(held.buffer);
      this.#start(this.#send(held));
    }
    this.#startConnection({ ...opened, end: Number.POSITIVE_INFINITY });
    for (let connection = 1; connection < this.#order.connections; connection++) this.#startConnection();
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

  #startConnection(connection?: Connection): void {
    this.#reading++;
    this.#start(this.#read(connection).catch((error) => this.#order.stop.abortReading(error)));
  }

  async #read(given?: Connection): Promise<void> {
    const { tracker, closing } = this.#order;
    let connection = given;
    try {
      for (;;) {
        // The buffer first: so the part that all others wait for always has a buffer.
        const buffer = await this.#pool.lend();
        const index = closing.aborted ? undefined : tracker.take();
        if (index === undefined) return this.#pool.giveBack(buffer);
        try {
          connection = await this.#connectionAt(index, connection);
          const filled = await this.#fill(connection, index, buffer);
          if (filled > 0) this.#start(this.#send({ index, buffer, length: filled }));
          else this.#pool.giveBack(buffer);
        } catch (error) {
          // Some hosts allow only a few connections at once: those take over.
          const canBeSpared = this.#reading > 1 && error instanceof CopyFault && error.kind === 'refused';
          if (!canBeSpared || !tracker.putBack(index)) throw error;
          return this.#pool.giveBack(buffer);
        }
      }
    } finally {
      // A part that was put back is for the next turn then: nothing that waits for it is hashed any more.
      if (--this.#reading === 0) this.#order.hash?.release();
      await connection?.reader.close();
    }
  }

  /** The connection itself if it stands at the part, or else a new one. */
  async #connectionAt(index: number, connection: Connection | undefined): Promise<Connection> {
    const { tracker, connections, openAt } = this.#order;
    const start = tracker.plan.startOf(index);
    if (connection?.at === start && connection.end > start) return connection;
    await connection?.reader.close();
    const end = connections > 1 ? start + tracker.plan.lengthOf(index) : undefined;
    return { reader: openAt(start, end), at: start, end: end ?? Number.POSITIVE_INFINITY };
  }

  async #fill(connection: Connection, index: number, buffer: Buffer): Promise<number> {
    const { tracker, maxBytes } = this.#order;
    const wanted = tracker.plan.lengthOf(index);
    const filled = await connection.reader.fill(buffer.subarray(0, wanted));
    connection.at += filled;
    if (connection.at > maxBytes) throw tooLarge(maxBytes);
    if (filled < wanted) {
      if (Number.isFinite(tracker.plan.totalBytes)) throw new CopyFault('changed', 'The source ended early');
      tracker.endAfter(filled > 0 ? index + 1 : index);
    }
    return filled;
  }

  async #send({ index, buffer, length }: HeldPart): Promise<void> {
    const { tracker, upload, hash, stop } = this.#order;
    const bytes = buffer.subarray(0, length);
    const hashed = hash?.add(index, bytes);
    tracker.add(await upload.put(index + 1, bytes, stop.signal));
    await hashed;
    this.#pool.giveBack(buffer);
  }
}
