import { describe, expect, it, vi } from 'vitest';
import { clockSetting, LocalClock } from '../../../../../lib/local/cloud/clock/clock.ts';
import { workingSpeed } from '../../../../../lib/local/cloud/clock/pace.ts';

/** Before the clock is loaded, which keeps the `Date.now` that it finds: no real time passes here. */
vi.hoisted(() => vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'setImmediate'] }));

/** Time passes on the machine, and timers fire when they are due; an immediate takes a whole millisecond here. */
const pass = (millis: number) => vi.advanceTimersByTimeAsync(millis);
/** The machine is busy with something else: time passes, and no timer fires. */
const busy = (millis: number) => vi.setSystemTime(Date.now() + millis);

/** A clock that shows the milliseconds since it was made. */
const clockOf = (speed: number) => new LocalClock(clockSetting(speed, 0));

describe('the clock', () => {
  it('runs at full speed while everything waits', async () => {
    const clock = clockOf(600);
    const woken = vi.fn();
    void clock.sleep(120_000).then(woken);
    await pass(199);
    expect(woken).not.toHaveBeenCalled();
    expect(clock.now()).toBe(199 * 600);
    await pass(1);
    expect(woken).toHaveBeenCalled();
    expect(clock.now()).toBe(120_000);
  });

  it('runs slowly while something works, and never faster than its speed', async () => {
    const [fast, slow] = [clockOf(600), clockOf(workingSpeed / 2)];
    const releases = [fast.hold(), fast.hold()];
    slow.hold();
    await pass(100);
    expect([fast.now(), slow.now()]).toEqual([100 * workingSpeed, 50 * workingSpeed]);
    releases[0]?.();
    releases[0]?.();
    await pass(100);
    expect(fast.now()).toBe(200 * workingSpeed);
    releases[1]?.();
    await pass(20);
    expect(fast.now()).toBe(200 * workingSpeed + 20 * 600);
  });

  it('wakes every sleeper on time, however busy the machine is', async () => {
    const clock = clockOf(600);
    const woken = clock.sleep(60_000).then(() => clock.now());
    busy(400); // Four minutes.
    expect(clock.now()).toBe(60_000);
    await pass(1_000);
    expect(await woken).toBe(60_000);
  });

  it('wakes sleepers in the order in which they are due', async () => {
    const clock = clockOf(600);
    const woken: [name: string, at: number][] = [];
    const sleep = (name: string, minutes: number) =>
      clock.sleep(minutes * 60_000).then(() => woken.push([name, clock.now()]));
    for (const [name, minutes] of Object.entries({ c: 3, a: 1, b: 2, d: 3 })) void sleep(name, minutes);
    busy(500); // All are due by now, had it flown.
    await pass(1_000);
    expect(woken).toEqual([
      ['a', 60_000],
      ['b', 120_000],
      ['c', 180_000],
      ['d', 180_000],
    ]);
  });

  it('does not run at full speed before a woken sleeper has started its work', async () => {
    const clock = clockOf(600);
    const woken = clock.sleep(60_000).then(() => {
      busy(100);
      return clock.now();
    });
    await pass(100);
    expect(await woken).toBe(60_000 + 100 * workingSpeed);
    await pass(1);
    const atWork = clock.now();
    await pass(10);
    expect(clock.now()).toBe(atWork + 10 * 600);
  });

  it('never goes back, even if time passes while a sleeper is added', () => {
    const clock = clockOf(36_000);
    busy(1);
    const before = clock.now();
    const began = Date.now();
    let real = began;
    const ticking = vi.spyOn(Date, 'now').mockImplementation(() => {
      vi.setSystemTime(++real);
      return real;
    });
    void clock.sleep(10);
    ticking.mockRestore();
    expect(clock.now()).toBeGreaterThanOrEqual(before + (real - began) * 36_000);
  });

  it('releases an aborted sleeper without a jump', async () => {
    const clock = clockOf(600);
    const calling = new AbortController();
    const slept = clock.sleep(60_000, calling.signal);
    const other = clock.sleep(90_000).then(() => clock.now());
    busy(300);
    calling.abort();
    await slept;
    await clock.sleep(60_000, calling.signal);
    await clock.sleep(0);
    expect(clock.now()).toBe(60_000);
    await pass(50);
    expect(await other).toBe(90_000);
  });

  it('supports a sleep longer than any timer', async () => {
    const clock = clockOf(2);
    const woken = vi.fn();
    void clock.sleep(2 ** 33).then(() => woken(clock.now()));
    await pass(2 ** 32 - 1);
    expect(woken).not.toHaveBeenCalled();
    await pass(10);
    expect(woken).toHaveBeenCalledWith(2 ** 33);
  });

  it('is the machine’s own at speed 1', () => {
    const clock = new LocalClock(clockSetting(1));
    expect(clock.now()).toBe(Date.now());
    busy(12_345);
    expect(clock.now()).toBe(Date.now());
    expect(() => clockSetting(0)).toThrow('above 0');
  });
});
