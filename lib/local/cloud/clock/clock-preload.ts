import { type ClockSetting, shownAt } from './clock.ts';

/**
 * Makes `Date` of this thread show the given clock: `Date.now()`, `new Date()` and `Date()`. Timers stay real. Returns `false` if it
 * is the machine's own clock anyway. For every
 * thread that works with a local cloud of another speed than 1 and compares times with it.
 */
export const installClock = (setting: ClockSetting): boolean => {
  if (setting.speed === 1 && setting.real === setting.shown) return false;
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
  return true;
};
