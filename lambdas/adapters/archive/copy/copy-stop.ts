/** Ends a copy that cannot be finished: all of it, or only its reading, so that parts in memory still go up. */
export class CopyStop {
  readonly #all = new AbortController();
  readonly #read = new AbortController();
  /** Ends all work. */
  readonly signal: AbortSignal = this.#all.signal;
  /** Ends reading from the source. Its reason is the first one, of either kind. */
  readonly reading: AbortSignal = AbortSignal.any([this.#all.signal, this.#read.signal]);

  abort(reason: unknown): void {
    this.#all.abort(reason);
  }

  /** The source has failed: parts that are in memory still go up, for the next turn to build on. */
  abortReading(reason: unknown): void {
    this.#read.abort(reason);
  }
}
