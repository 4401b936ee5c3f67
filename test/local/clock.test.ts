import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { clockSetting, LocalClock } from '../../lib/local/clock.ts';
import { workingSpeed } from '../../lib/local/pace.ts';

const clockOf = (speed: number) => new LocalClock(clockSetting(speed));
const realTime = async (what: () => Promise<unknown> | unknown): Promise<number> => {
  const before = performance.now();
  await what();
  return performance.now() - before;
};
/** Keeps this thread from everything else. */
const block = (millis: number) => {
  for (const end = performance.now() + millis; performance.now() < end; );
};
const pause = (millis: number) => new Promise((done) => setTimeout(done, millis));

describe('the clock', () => {
  it('flies while everybody waits', async () => {
    const clock = clockOf(600);
    const before = clock.now();
    const real = await realTime(() => clock.sleep(120_000));
    expect(real).toBeGreaterThan(190);
    expect(real).toBeLessThan(2_000);
    expect(clock.now() - before).toBeGreaterThanOrEqual(120_000);
  });

  it('runs slowly while something is at work', async () => {
    const clock = clockOf(600);
    const releases = [clock.hold(), clock.hold()];
    const before = clock.now();
    const real = await realTime(() => pause(100));
    expect(Math.abs(clock.now() - before - real * workingSpeed)).toBeLessThan(30 * workingSpeed);
    for (const release of [...releases, ...releases]) release();
    await pause(20);
    expect(clock.now() - before).toBeGreaterThan(10_000);
  });

  it('makes nobody late, however busy the machine is', async () => {
    const clock = clockOf(600);
    const before = clock.now();
    const late = clock.sleep(60_000).then(() => clock.now() - before - 60_000);
    block(400); // Four minutes.
    expect(clock.now() - before).toBeLessThanOrEqual(60_000);
    expect(await late).toBeLessThan(100);
  });

  it('wakes its sleepers in the order in which they are due', async () => {
    const clock = clockOf(600);
    const woken: number[] = [];
    const sleep = (minutes: number) => clock.sleep(minutes * 60_000).then(() => woken.push(minutes));
    const all = [3, 1, 2].map(sleep);
    block(500); // All are due by now, had it flown.
    await Promise.all(all);
    expect(woken).toEqual([1, 2, 3]);
  });

  it('lets a sleeper go that is called off, without a jump', async () => {
    const clock = clockOf(600);
    const calling = new AbortController();
    const before = clock.now();
    const slept = clock.sleep(60_000, calling.signal);
    block(300);
    calling.abort();
    await slept;
    expect(clock.now() - before).toBeLessThan(70_000);
    expect(await realTime(() => clock.sleep(60_000, calling.signal))).toBeLessThan(10);
    expect(await realTime(() => clock.sleep(0))).toBeLessThan(10);
  });

  it('bears a sleep longer than any timer', async () => {
    const clock = clockOf(1e10);
    await clock.sleep(2 ** 31 * 1_000);
    const slow = new AbortController();
    const sleeping = clockOf(1).sleep(2 ** 33, slow.signal);
    expect(await Promise.race([sleeping, pause(50).then(() => 'sleeps')])).toBe('sleeps');
    slow.abort();
    await sleeping;
  });

  it('shows the same time in every thread', async () => {
    const clock = clockOf(36_000);
    const code = `import(${JSON.stringify(new URL('../../lib/local/clock.ts', import.meta.url).href)}).then(
      ({ shownAt }) => { const { parentPort, workerData } = require('node:worker_threads');
        parentPort.on('message', () => parentPort.postMessage(shownAt(workerData))); parentPort.postMessage(0); });`;
    const worker = new Worker(code, { eval: true, workerData: clock.setting, execArgv: [] });
    const answer = () => new Promise<number>((done) => worker.once('message', done));
    await answer();
    for (let round = 0; round < 5; round++) {
      await clock.sleep(3_600_000);
      const release = clock.hold();
      const before = clock.now();
      worker.postMessage('');
      const there = await answer();
      expect(there).toBeGreaterThanOrEqual(before);
      expect(there).toBeLessThanOrEqual(clock.now());
      release();
    }
    await worker.terminate();
  });

  it('is the machine’s own at speed 1', () => {
    expect(Math.abs(clockOf(1).now() - Date.now())).toBeLessThan(5);
    expect(() => clockSetting(0)).toThrow('above 0');
  });
});
