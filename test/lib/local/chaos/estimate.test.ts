import { expect, it } from 'vitest';
import { expectedDuration, timeLeft } from '../../../../lib/local/chaos/estimate.ts';

const progress = (registered: number) => ({ registered, of: 1_000, called: 0, faults: 0 });

it('a run is expected to take about 8 minutes for 1,000 tasks, and at least 2', () => {
  expect(expectedDuration(1_000)).toBe('8 min');
  expect(expectedDuration(1)).toBe('2 min');
});

it('the time left follows the pace so far, and then the last tasks', () => {
  const estimate = timeLeft();
  expect(estimate(progress(0), 1)).toBe('about 8 min left');
  expect(estimate(progress(500), 500)).toBe('about 11 min left');
  expect(estimate(progress(1_000), 1_000)).toBe('about 2 min left');
  expect(estimate(progress(1_000), 1_070)).toBe('about 1 min left');
  expect(estimate(progress(1_000), 1_200)).toBe('nearly done');
});
