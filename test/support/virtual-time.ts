import type { Clock } from '../../lambdas/domain/task/time.ts';

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

/** Time that jumps to whoever wakes next, as soon as nobody has anything to do: hours of many at once in a moment. */
export class VirtualTime implements Clock {
  #now: number;
  #sleepers: Sleeper[] = [];

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  sleep(millis: number): Promise<void> {
    return new Promise((wake) => {
      const due = this.#now + millis;
      // Nearly always, the new one is among the last.
      let at = this.#sleepers.length;
      while (at > 0 && (this.#sleepers[at - 1]?.due ?? 0) > due) at -= 1;
      this.#sleepers.splice(at, 0, { due, wake });
    });
  }

  /** Until nobody sleeps any more. */
  async run(): Promise<void> {
    for (;;) {
      await new Promise(setImmediate);
      const [first] = this.#sleepers;
      if (!first) return;
      this.#now = first.due;
      const due = this.#sleepers.filter((sleeper) => sleeper.due === first.due);
      this.#sleepers = this.#sleepers.slice(due.length);
      for (const { wake } of due) wake();
    }
  }
}
