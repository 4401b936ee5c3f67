/** Ends a copy that cannot be finished: all of it, or its reading only, so that what has been read still goes up. */
export class CopyStop {
  readonly #all = new AbortController();
  readonly #read = new AbortController();
  /** Ends all work. */
  readonly signal: AbortSignal = this.#all.signal;
  /** Ends what reads of the source. Its reason is the first that there was, whatever that ended. */
  readonly reading: AbortSignal = AbortSignal.any([this.#all.signal, this.#read.signal]);

  abort(reason: unknown): void {
    this.#all.abort(reason);
  }

  /** The source has failed: the next turn will be glad of every part that is up by then. */
  abortReading(reason: unknown): void {
    this.#read.abort(reason);
  }
}
