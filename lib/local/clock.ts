import { setTimeout as delay } from 'node:timers/promises';

/**
 * A clock that runs `speed` times as fast as the machine's: at the real time `real` it shows `shown`, and goes on from
 * there. Every process and thread that is given the same three numbers shows the same time.
 */
export interface ClockSetting {
  readonly real: number;
  readonly shown: number;
  readonly speed: number;
}

/** The machine's own millisecond clock, kept before anything replaces `Date`. */
const realNow = Date.now;

export const clockSetting = (speed: number, at: number = realNow()): ClockSetting => {
  if (!(speed > 0 && Number.isFinite(speed))) throw new RangeError(`The speed must be above 0: ${speed}`);
  return { real: at, shown: at, speed };
};

/** What the clock shows at a real time, in whole milliseconds. */
export const shownAt = (setting: ClockSetting, real: number = realNow()): number =>
  Math.floor(setting.shown + (real - setting.real) * setting.speed);

/** The same clock from now on at another speed, with no jump. */
export const withSpeed = (setting: ClockSetting, speed: number): ClockSetting => {
  const real = realNow();
  return { real, shown: shownAt(setting, real), speed };
};

/** The clock of a local cloud: shows fast time and waits in it. */
export class LocalClock {
  readonly setting: ClockSetting;

  constructor(setting: ClockSetting) {
    this.setting = setting;
  }

  now(): number {
    return shownAt(this.setting);
  }

  /** Real milliseconds that so many shown ones take. */
  real(shownMillis: number): number {
    return shownMillis / this.setting.speed;
  }

  /** Resolves when so many shown milliseconds have passed, or at once when `signal` is aborted. Never rejects. */
  async sleep(shownMillis: number, signal?: AbortSignal): Promise<void> {
    let left = this.real(shownMillis);
    // A timer bears at most 2^31-1 ms.
    while (left > 0 && !signal?.aborted) {
      const turn = Math.min(left, 2 ** 31 - 1);
      left -= turn;
      await delay(turn, undefined, signal ? { signal } : {}).catch(() => undefined);
    }
  }
}
