/**
 * The buffers that parts pass through: a fixed number of them, used again and again, so that memory is bounded
 * whatever the size of the file. They are lent in the order of the calls.
 */
export class BufferPool {
  readonly #partBytes: number;
  readonly #free: Buffer[] = [];
  readonly #waiting: { give: (buffer: Buffer) => void; refuse: (reason: unknown) => void }[] = [];
  readonly #signal: AbortSignal;
  #notYetMade: number;

  constructor(buffers: number, partBytes: number, signal: AbortSignal) {
    this.#partBytes = partBytes;
    this.#notYetMade = buffers;
    this.#signal = signal;
    signal.addEventListener(
      'abort',
      () => {
        for (const { refuse } of this.#waiting.splice(0)) refuse(signal.reason);
      },
      { once: true },
    );
  }

  async lend(): Promise<Buffer> {
    this.#signal.throwIfAborted();
    const free = this.#free.pop();
    if (free) return free;
    if (this.#notYetMade > 0) {
      this.#notYetMade--;
      return Buffer.allocUnsafeSlow(this.#partBytes);
    }
    return new Promise((give, refuse) => this.#waiting.push({ give, refuse }));
  }

  /** Counts a buffer that was made elsewhere as one of the pool's. */
  take(buffer: Buffer): void {
    if (buffer.length === this.#partBytes) this.#notYetMade--;
  }

  giveBack(buffer: Buffer): void {
    if (buffer.length !== this.#partBytes) return;
    const next = this.#waiting.shift();
    if (next) next.give(buffer);
    else this.#free.push(buffer);
  }
}
