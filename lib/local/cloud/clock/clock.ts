import { pace, readShared, type SharedTime } from './pace.ts';

/**
 * A clock that runs up to `speed` times as fast as the machine's: at the real time `real` it showed `shown`. With
 * `shared`, one thread paces it for all; without, it runs evenly. Every thread that is given it shows the same time.
 */
export interface ClockSetting {
  readonly real: number;
  readonly shown: number;
  readonly speed: number;
  readonly shared?: SharedTime;
}

/** The machine's own millisecond clock, kept before anything replaces `Date`. */
const realNow = Date.now;

/** A new clock. At speed 1 it is the machine's own, unless it is to show another time at first. */
export const clockSetting = (speed: number, shown: number = realNow()): ClockSetting => {
  if (!(speed > 0 && Number.isFinite(speed))) throw new RangeError(`The speed must be above 0: ${speed}`);
  const setting = { real: realNow(), shown, speed };
  return speed === 1 ? setting : { ...setting, shared: pace.begin(shown, speed) };
};

/** What the clock shows now, in whole milliseconds. */
export const shownAt = ({ real, shown, speed, shared }: ClockSetting): number =>
  Math.floor(shared ? readShared(shared, realNow()) : shown + (realNow() - real) * speed);

/** The clock of a local cloud: shows its time and waits in it. */
export class LocalClock {
  readonly setting: ClockSetting;

  constructor(setting: ClockSetting) {
    this.setting = setting;
  }

  now(): number {
    return shownAt(this.setting);
  }

  /** Resolves after this many shown milliseconds, or when `signal` is aborted. Never rejects. */
  sleep(shownMillis: number, signal?: AbortSignal): Promise<void> {
    const { shared, speed } = this.setting;
    return pace.sleep(shared ?? speed, shownMillis, signal);
  }

  /**
   * Has the clock run slowly (see `workingSpeed`) until what is handed back is called: something is at work that takes
   * real time.
   */
  hold(): () => void {
    const { shared } = this.setting;
    return shared ? pace.hold(shared) : () => undefined;
  }
}
