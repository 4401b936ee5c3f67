/** Two answers must lie this far apart, in milliseconds, to tell how fast the other clock runs. */
const minApart = 1_500;
/** Milliseconds by which a date may seem late: it is cut to the second, and takes a while to arrive. */
const maxLate = 2_500;

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
      this.#follow(server, now);
      return;
    }
    const apart = now - this.#at;
    if (apart >= minApart) {
      const rate = (server - this.#server) / apart;
      // A real clock differs from this one by the header's rounding only.
      this.#rate = rate > 1.8 ? rate : 1;
    }
    if (this.#rate > 1) {
      if (apart >= minApart) this.#follow(Math.max(server, this.now()), now);
      return;
    }
    // Of dates that are all late by less than a second, the latest is nearest the truth. A countdown never goes back so.
    const ahead = server - this.now();
    if (ahead > 0 || ahead < -maxLate) this.#follow(server, now);
  }

  get rate(): number {
    return this.#rate;
  }

  now(): number {
    const real = this.#real();
    return this.#server === undefined ? real : this.#server + (real - this.#at) * this.#rate;
  }

  #follow(server: number, now: number): void {
    this.#server = server;
    this.#at = now;
  }
}
