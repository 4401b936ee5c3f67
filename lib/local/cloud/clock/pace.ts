import { setTimeout as delay } from 'node:timers/promises';

/**
 * A fast clock that many threads read and one paces.
 *
 * The clock runs at full speed only while everything waits. While a function works (`hold`), it runs at most
 * `workingSpeed` times as fast, because on AWS a function takes milliseconds between waits of minutes. It never passes
 * the time at which the next sleeper wakes before that sleeper has woken, so a busy machine delays no one.
 */

export type SharedTime = SharedArrayBuffer;

/** A step may be ten minutes late: so ten real seconds. Slower, and an outage of an hour would last too long for a test. */
export const workingSpeed = 60;

/** A count that is odd while the rest is being written, then: real, shown, rate, limit. */
const countBytes = 8;
const view = (shared: SharedTime) => ({
  count: new Int32Array(shared, 0, 1),
  values: new Float64Array(shared, countBytes, 4),
});

const shownBy = ([real = 0, shown = 0, rate = 1, limit = 0]: Float64Array, realNow: number): number =>
  Math.min(shown + Math.max(0, realNow - real) * rate, limit);

/** What the clock shows at a real time. In any thread. */
export const readShared = (shared: SharedTime, realNow: number): number => {
  const { count, values } = view(shared);
  while (true) {
    const before = Atomics.load(count, 0);
    const shown = shownBy(values, realNow);
    if (before % 2 === 0 && Atomics.load(count, 0) === before) return shown;
  }
};

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

const maxTimer = 2 ** 31 - 1;

/** The clock in the thread that paces it. */
class Pacemaker {
  readonly #shared: SharedTime;
  readonly #speed: number;
  /** By when they are due. */
  readonly #sleepers: Sleeper[] = [];
  #holds = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(shared: SharedTime, shown: number, speed: number) {
    this.#shared = shared;
    this.#speed = speed;
    view(shared).values.set([Date.now(), shown, speed, Number.POSITIVE_INFINITY]);
  }

  hold(): () => void {
    this.#change(() => this.#holds++);
    let held = true;
    return () => {
      if (held) this.#change(() => this.#holds--);
      held = false;
    };
  }

  sleep(shownMillis: number, signal?: AbortSignal): Promise<void> {
    if (!(shownMillis > 0) || signal?.aborted) return Promise.resolve();
    return new Promise((done) => {
      const wake = () => {
        signal?.removeEventListener('abort', leave);
        done();
      };
      const leave = () => {
        this.#change(() =>
          this.#sleepers.splice(
            this.#sleepers.findIndex((one) => one.wake === wake),
            1,
          ),
        );
        done();
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#change((shown) => {
        const due = shown + shownMillis;
        this.#sleepers.splice(this.#placeOf(due), 0, { due, wake });
      });
    });
  }

  /** Behind all that are due no later. */
  #placeOf(due: number): number {
    let low = 0;
    let high = this.#sleepers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sleepers[middle]?.due ?? due) <= due) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Time so far counts as it was before the change. Until it is written, other threads wait: what one of them was shown
   * meanwhile would be taken back.
   */
  #change(change: (shown: number) => unknown): void {
    const { count, values } = view(this.#shared);
    Atomics.add(count, 0, 1);
    const real = Date.now();
    const shown = shownBy(values, real);
    change(shown);
    const rate = this.#holds > 0 ? Math.min(workingSpeed, this.#speed) : this.#speed;
    const limit = this.#sleepers[0]?.due ?? Number.POSITIVE_INFINITY;
    values.set([real, shown, rate, limit]);
    Atomics.add(count, 0, 1);
    clearTimeout(this.#timer);
    if (limit === Number.POSITIVE_INFINITY) return;
    const wait = Math.min(Math.ceil((limit - shown) / rate), maxTimer);
    this.#timer = setTimeout(() => this.#wakeDue(), Math.max(0, wait));
  }

  #wakeDue(): void {
    const woken: Sleeper[] = [];
    this.#change((shown) => {
      woken.push(...this.#sleepers.splice(0, this.#placeOf(shown)));
      // Who wakes goes to work in this very turn of the event loop: until then time does not fly.
      this.#holds++;
    });
    for (const { wake } of woken) wake();
    setImmediate(() => this.#change(() => this.#holds--));
  }
}

const pacemakers = new WeakMap<SharedTime, Pacemaker>();
const pacemakerOf = (shared: SharedTime): Pacemaker => {
  const found = pacemakers.get(shared);
  if (!found) throw new Error('Another thread paces this clock');
  return found;
};

/** Sleeps by a clock that runs evenly. */
const sleepEvenly = async (realMillis: number, signal?: AbortSignal): Promise<void> => {
  for (let left = realMillis; left > 0 && !signal?.aborted; left -= maxTimer) {
    await delay(Math.min(left, maxTimer), undefined, signal ? { signal } : {}).catch(() => undefined);
  }
};

export const pace = {
  begin: (shown: number, speed: number): SharedTime => {
    const shared = new SharedArrayBuffer(countBytes + 4 * Float64Array.BYTES_PER_ELEMENT);
    pacemakers.set(shared, new Pacemaker(shared, shown, speed));
    return shared;
  },
  /** By a paced clock, or by one that runs evenly at that speed. */
  sleep: (by: SharedTime | number, shownMillis: number, signal?: AbortSignal): Promise<void> =>
    typeof by === 'number'
      ? sleepEvenly(shownMillis / by, signal)
      : pacemakerOf(by).sleep(shownMillis, signal),
  hold: (shared: SharedTime): (() => void) => pacemakerOf(shared).hold(),
};
