import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { clockSetting, LocalClock } from '../../../../../lib/local/cloud/clock/clock.ts';

/** By the machine's own time, as only it is the same in every thread. */
describe('the clock, on the machine', () => {
  it('shows the same time in every thread', async () => {
    const clock = new LocalClock(clockSetting(36_000));
    const code = `import(${JSON.stringify(new URL('../../../../../lib/local/cloud/clock/clock.ts', import.meta.url).href)}).then(
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

  it('supports a sleep longer than any timer, at speed 1 too', async () => {
    const calling = new AbortController();
    const sleeping = new LocalClock(clockSetting(1)).sleep(2 ** 33, calling.signal);
    const pause = new Promise((done) => setTimeout(done, 50, 'sleeps'));
    expect(await Promise.race([sleeping, pause])).toBe('sleeps');
    calling.abort();
    await sleeping;
  });
});
