import type { Clock, Millis } from '../../../lambdas/domain/task/time.ts';

/** A clock that a test moves. */
export class ManualClock implements Clock {
  #now: Millis;

  constructor(start: Millis = Date.UTC(2026, 0, 1)) {
    this.#now = start;
  }

  now(): Millis {
    return this.#now;
  }

  advance(millis: Millis): void {
    this.#now += millis;
  }
}
