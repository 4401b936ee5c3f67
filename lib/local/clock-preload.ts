import { type ClockSetting, shownAt } from './clock.ts';

/** Environment variable that hands a clock to another process: its setting as JSON. */
export const clockVariable = 'LOCAL_CLOCK';

/**
 * Makes `Date` of this thread show the given clock: `Date.now()`, `new Date()` and `Date()`. Timers stay real. For
 * every process that talks to a local cloud of another speed than 1 and compares times with it.
 */
export const installClock = (setting: ClockSetting): void => {
  if (setting.speed === 1 && setting.real === setting.shown) return;
  const RealDate = globalThis.Date;
  const now = (): number => shownAt(setting);
  const FastDate = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
  Object.defineProperty(RealDate.prototype, 'constructor', { value: FastDate, configurable: true });
  globalThis.Date = FastDate;
};

// As `node --import .../clock-preload.ts`: the clock stands in the environment.
const inherited = process.env[clockVariable];
if (inherited !== undefined && inherited !== '') installClock(JSON.parse(inherited) as ClockSetting);
