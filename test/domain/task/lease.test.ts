import { describe, expect, it } from 'vitest';
import { leaseFor, leaseForRestart } from '../../../lambdas/domain/task/lease.ts';
import { minute } from '../../../lambdas/domain/task/time.ts';

describe('a lease', () => {
  it.each([
    ['query', 10],
    ['archive', 20],
    ['record', 10],
    ['deliver', 10],
  ] as const)('for %s lasts %i minutes after the step is due', (step, minutes) => {
    expect(leaseFor(step, 1_000)).toBe(1_000 + minutes * minute);
  });

  it.each([
    [0, 5],
    [1, 10],
    [2, 20],
    [3, 40],
    [4, 80],
    [5, 80],
    [2_000, 80],
  ])('after %i restarts in a row lasts %i minutes', (strikes, minutes) => {
    expect(leaseForRestart(strikes, 1_000)).toBe(1_000 + minutes * minute);
  });
});
