/** Takes bytes from a stream by the amount wanted, not by the chunk. One reader at a time. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer, unknown, undefined>;
  #pending: Buffer[] = [];
  #ended = false;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next `count` bytes, or all there are, left in place. */
  async peek(count: number): Promise<Buffer> {
    let held = this.#pending.reduce((sum, chunk) => sum + chunk.length, 0);
    while (held < count) {
      const chunk = await this.#pull();
      if (!chunk) break;
      this.#pending.push(chunk);
      held += chunk.length;
    }
    return Buffer.concat(this.#pending).subarray(0, count);
  }

  /** Fills the target, as far as the stream goes; answers how far. */
  async fill(target: Buffer): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      const chunk = this.#pending.shift() ?? (await this.#pull());
      if (!chunk) break;
      const taken = chunk.copy(target, filled);
      filled += taken;
      if (taken < chunk.length) this.#pending.unshift(chunk.subarray(taken));
    }
    return filled;
  }

  /** The next `count` bytes chunk by chunk, or all there are; what follows them stays in place. */
  async *next(count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0; ) {
      const chunk = this.#pending.shift() ?? (await this.#pull());
      if (!chunk) return;
      const wanted = chunk.subarray(0, left);
      if (wanted.length < chunk.length) this.#pending.unshift(chunk.subarray(left));
      left -= wanted.length;
      yield wanted;
    }
  }

  /** All that is left, chunk by chunk as it comes. */
  async *rest(): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        const chunk = this.#pending.shift() ?? (await this.#pull());
        if (!chunk) return;
        yield chunk;
      }
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    this.#ended = true;
    this.#pending = [];
    await this.#chunks.return?.();
  }

  async #pull(): Promise<Buffer | undefined> {
    if (this.#ended) return undefined;
    const next = await this.#chunks.next();
    if (!next.done) return next.value;
    this.#ended = true;
    return undefined;
  }
}
