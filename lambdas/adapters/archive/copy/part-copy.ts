import type { S3Upload } from '../s3/s3-upload.ts';
import type { ByteReader } from '../source/byte-reader.ts';
import { type BufferedPart, BufferPool } from './buffer-pool.ts';
import { CopyFault, tooLarge } from './copy-fault.ts';
import type { CopyStop } from './copy-stop.ts';
import type { OrderedHash } from './ordered-hash.ts';
import type { PartTracker } from './part-tracker.ts';

export interface PartCopyOrder {
  readonly parts: PartTracker;
  readonly upload: S3Upload;
  /** Absent if this turn has not seen every byte from the beginning. */
  readonly hash: OrderedHash | undefined;
  /** Opens the source at an offset, up to another one or to its end. */
  open(start: number, end?: number): ByteReader;
  /** Connections to the source at once. */
  readonly connections: number;
  /** Parts in memory at once, and the size of one. */
  readonly buffers: number;
  readonly partBytes: number;
  readonly maxBytes: number;
  /** Aborted when no further part may be begun. */
  readonly closing: AbortSignal;
  /** Aborted by whatever fails. */
  readonly stop: CopyStop;
}

/** An open connection: its offset in the file, and where it ends. */
interface Connection {
  readonly reader: ByteReader;
  at: number;
  readonly end: number;
}

/** Copies a file in parts that pass through memory, by one connection in order or by several at once. */
export class PartCopy {
  readonly #order: PartCopyOrder;
  readonly #window: BufferPool;
  readonly #work = new Set<Promise<void>>();
  /** Connections that read or will. */
  #reading = 0;

  constructor(order: PartCopyOrder) {
    this.#order = order;
    const { reading } = order.stop;
    this.#window = new BufferPool(order.buffers, order.partBytes, reading);
    reading.addEventListener('abort', () => order.hash?.release(), { once: true });
  }

  /** Settles when all is copied, or as much as could be. Throws what `stop` was aborted with. */
  async run(
    opened: { readonly reader: ByteReader; readonly at: number },
    first?: BufferedPart,
  ): Promise<void> {
    if (first) {
      this.#window.take(first.buffer);
      this.#start(this.#send(first));
    }
    this.#startConnection({ ...opened, end: Number.POSITIVE_INFINITY });
    for (let connection = 1; connection < this.#order.connections; connection++) this.#startConnection();
    while (this.#work.size > 0) await Promise.all(this.#work);
    this.#order.stop.reading.throwIfAborted();
  }

  /** The work never rejects: what goes wrong is thrown at the end. */
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
    const { parts, closing } = this.#order;
    let connection = given;
    try {
      for (;;) {
        // The buffer first, so that the part that all others wait for always has one.
        const buffer = await this.#window.lend();
        const index = closing.aborted ? undefined : parts.take();
        if (index === undefined) return this.#window.giveBack(buffer);
        try {
          connection = await this.#connectionAt(index, connection);
          const filled = await this.#fill(connection, index, buffer);
          if (filled > 0) this.#start(this.#send({ index, buffer, length: filled }));
          else this.#window.giveBack(buffer);
        } catch (error) {
          // Some hosts allow only a few connections: those take over the part.
          const canTakeOver = this.#reading > 1 && error instanceof CopyFault && error.kind === 'refused';
          if (!canTakeOver || !parts.putBack(index)) throw error;
          return this.#window.giveBack(buffer);
        }
      }
    } finally {
      // Parts that were put back are for the next turn then: parts that wait for them are hashed no more.
      if (--this.#reading === 0) this.#order.hash?.release();
      await connection?.reader.close();
    }
  }

  /** The given connection if it is at the part's beginning, or else a new one. */
  async #connectionAt(index: number, connection: Connection | undefined): Promise<Connection> {
    const { parts, connections, open } = this.#order;
    const start = parts.plan.startOf(index);
    if (connection?.at === start && connection.end > start) return connection;
    await connection?.reader.close();
    const end = connections > 1 ? start + parts.plan.lengthOf(index) : undefined;
    return { reader: open(start, end), at: start, end: end ?? Number.POSITIVE_INFINITY };
  }

  async #fill(connection: Connection, index: number, buffer: Buffer): Promise<number> {
    const { parts, maxBytes } = this.#order;
    const wanted = parts.plan.lengthOf(index);
    const filled = await connection.reader.fill(buffer.subarray(0, wanted));
    connection.at += filled;
    if (connection.at > maxBytes) throw tooLarge(maxBytes);
    if (filled < wanted) {
      if (Number.isFinite(parts.plan.totalBytes)) throw new CopyFault('changed', 'The source ended early');
      parts.endAfter(filled > 0 ? index + 1 : index);
    }
    return filled;
  }

  async #send({ index, buffer, length }: BufferedPart): Promise<void> {
    const { parts, upload, hash, stop } = this.#order;
    const bytes = buffer.subarray(0, length);
    const hashed = hash?.add(index, bytes);
    parts.add(await upload.put(index + 1, bytes, stop.signal));
    await hashed;
    this.#window.giveBack(buffer);
  }
}
