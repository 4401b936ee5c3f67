import { afterEach, expect, test, vi } from 'vitest';
import { startProgress } from './progress.ts';

afterEach(() => void vi.useRealTimers());

test('a benchmark prints how long it takes, and every 15 seconds how much is left', () => {
  vi.useFakeTimers();
  const lines: string[] = [];
  const stop = startProgress('cost', 40, { write: (line) => lines.push(line) });
  vi.advanceTimersByTime(45_000);
  stop();
  vi.advanceTimersByTime(60_000);
  expect(lines).toEqual([
    'cost: about 40 s on two cores\n',
    'cost: 15 s so far, about 25 s left\n',
    'cost: 30 s so far, about 10 s left\n',
    'cost: 45 s so far, takes longer than expected\n',
  ]);
});
