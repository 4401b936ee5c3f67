/** Ends a copy that cannot be finished: all of it, or only its reading, so that what has been read still goes up. */
export class CopyStop {
  readonly #all = new AbortController();
  readonly #read = new AbortController();
  /** Ends all work. */
  readonly signal: AbortSignal = this.#all.signal;
  /** Ends all reading of the source. Its reason is the first of either kind. */
  readonly reading: AbortSignal = AbortSignal.any([this.#all.signal, this.#read.signal]);

  abort(reason: unknown): void {
    this.#all.abort(reason);
  }

  /** The source has failed: parts that have been read still go up, for the next turn to go on from. */
  abortReading(reason: unknown): void {
    this.#read.abort(reason);
  }
}
