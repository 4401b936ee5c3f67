/** Two answers must lie this far apart, in milliseconds, to tell how fast the other clock runs. */
const minApart = 1_500;

/**
 * The relay's clock, from the `Date` of its answers: the browser's may be wrong, and the local cloud's may run many times as
 * fast as real time.
 */
export class ServerClock {
  readonly #real: () => number;
  #server: number | undefined;
  #at = 0;
  #rate = 1;

  constructor(real: () => number = Date.now) {
    this.#real = real;
  }

  /** `date`: the header's value. Its resolution is a second. */
  learn(date: string | null): void {
    const server = Date.parse(date ?? '');
    if (Number.isNaN(server)) return;
    const now = this.#real();
    if (this.#server === undefined) {
      this.#server = server;
      this.#at = now;
      return;
    }
    const apart = now - this.#at;
    if (apart < minApart) return;
    const rate = (server - this.#server) / apart;
    // A real clock differs from this one by the header's rounding only.
    this.#rate = rate > 1.8 ? rate : 1;
    this.#server = Math.max(server, this.#rate === 1 ? server : this.now());
    this.#at = now;
  }

  get rate(): number {
    return this.#rate;
  }

  now(): number {
    const real = this.#real();
    return this.#server === undefined ? real : this.#server + (real - this.#at) * this.#rate;
  }
}
