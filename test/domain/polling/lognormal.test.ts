import { describe, expect, it } from 'vitest';
import { lognormalBetween, lognormalShare } from '../../../lambdas/domain/polling/lognormal.ts';

describe('a lognormal distribution', () => {
  it('has a twentieth below the lower bound and a twentieth above the upper', () => {
    const between = lognormalBetween(120, 300);
    expect(lognormalShare(between, 120)).toBeCloseTo(0.05, 5);
    expect(lognormalShare(between, 300)).toBeCloseTo(0.95, 5);
    expect(lognormalShare(between, Math.sqrt(120 * 300))).toBeCloseTo(0.5, 7);
  });

  // Abramowitz and Stegun, table 26.1.
  it.each([
    [0, 0.5],
    [0.1, 0.539827837],
    [0.5, 0.691462461],
    [1, 0.841344746],
    [2, 0.977249868],
    [3, 0.998650102],
    [5, 0.999999713],
  ])('has the shares of the normal one: up to %f standard deviations, %f', (z, share) => {
    const standard = { mu: 0, sigma: 1 };
    expect(Math.abs(lognormalShare(standard, Math.exp(z)) - share)).toBeLessThan(1e-7);
    expect(Math.abs(lognormalShare(standard, Math.exp(-z)) - (1 - share))).toBeLessThan(1e-7);
    expect(Math.abs(lognormalShare({ mu: 4, sigma: 0.5 }, Math.exp(4 + z / 2)) - share)).toBeLessThan(1e-7);
  });

  it('has nothing before zero', () => {
    const between = lognormalBetween(120, 300);
    expect([-5, 0].map((seconds) => lognormalShare(between, seconds))).toEqual([0, 0]);
  });
});
