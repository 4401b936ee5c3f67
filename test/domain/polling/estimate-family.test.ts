import { describe, expect, it } from 'vitest';
import {
  type Estimate,
  estimateFrom,
  estimateOf,
  quantile,
} from '../../../lambdas/domain/polling/estimate.ts';
import type { Observation } from '../../../lambdas/domain/polling/estimate-store.ts';

const key = { model: 'seedance_1_5_pro_720p', serviceTier: 'default' } as const;
const flex = { ...key, serviceTier: 'flex' } as const;
const seen = (fromSeconds: number, toSeconds: number, count = 1): Observation => ({
  fromSeconds,
  toSeconds,
  count,
});
/** Twenty times, neither the fast ones first nor the slow ones: `at` is asked from -1 to 1. */
const twenty = (at: (place: number) => Observation): Observation[] =>
  Array.from({ length: 20 }, (_, n) => at((((n * 7) % 20) - 9.5) / 9.5));
const shareBy = ({ finished, stepSeconds }: Estimate, seconds: number): number =>
  finished[seconds / stepSeconds] ?? 1;
const apart = (a: Estimate, b: Estimate): number =>
  a.finished.reduce((most, share, n) => Math.max(most, Math.abs(share - (b.finished[n] ?? 1))), 0);
const nearly = (value: number, wanted: number, tolerance: number): void => {
  expect(Math.abs(value / wanted - 1)).toBeLessThan(tolerance);
};

describe('a quantile', () => {
  it('is the first step by which that share is finished', () => {
    const estimate = { stepSeconds: 20, finished: Float64Array.of(0, 0.25, 0.5, 1) };
    expect([0, 0.2, 0.25, 0.3, 0.5, 0.9, 1].map((share) => quantile(estimate, share))).toEqual([
      ...[0, 20, 20, 40, 40, 60, 60],
    ]);
  });

  it('of a share that is never reached is nothing', () => {
    expect(quantile({ stepSeconds: 20, finished: Float64Array.of(0, 0.5) }, 0.9)).toBe(0);
  });
});

describe('what is documented', () => {
  const [cold, offline] = [estimateOf(key, []), estimateOf(flex, [])];

  it('is looked at for two hours in seconds, and offline for a day in 20 s', () => {
    expect([cold.stepSeconds, cold.finished.length]).toEqual([1, 7_201]);
    expect([offline.stepSeconds, offline.finished.length]).toEqual([20, 4_321]);
  });

  it('comes with one task in twenty that is far slower', () => {
    expect(1 - shareBy(cold, 300)).toBeGreaterThan(0.05);
    expect(1 - shareBy(cold, 600)).toBeGreaterThan(0.02);
    expect(1 - shareBy(cold, 600)).toBeLessThan(0.05);
    expect(1 - shareBy(cold, 3_600)).toBeLessThan(0.002);
    expect(1 - shareBy(cold, 3_600)).toBeGreaterThan(0.0002);
  });

  it('is not more certain than the documentation, which is right to some per cent', () => {
    nearly(quantile(cold, 0.1), 124, 0.05);
    nearly(quantile(cold, 0.5), 193, 0.03);
    nearly(quantile(cold, 0.9), 327, 0.05);
    nearly(quantile(offline, 0.1) / 60, 40, 0.05);
    nearly(quantile(offline, 0.5) / 60, 154, 0.03);
  });

  it.each([
    ['the default tier', cold],
    ['the offline one', offline],
  ])('has one hump and no edges: %s', (_, { finished }) => {
    const finishing = Array.from(
      { length: finished.length - 2 },
      (_unused, n) => (finished[n + 1] ?? 0) - (finished[n] ?? 0),
    );
    const top = finishing.indexOf(Math.max(...finishing));
    const wrongWay = finishing.filter((share, n) => {
      const before = finishing[n - 1] ?? 0;
      return n <= top ? share < before - 1e-9 : share > before + 1e-9;
    });
    expect(wrongWay).toEqual([]);
  });
});

describe('twenty tasks', () => {
  it.each([38, 95, 190, 380, 950])(
    'of a median of %i s are followed, fast ones and slow ones, too',
    (median) => {
      const estimate = estimateOf(
        key,
        twenty((place) => seen(median * 2.5 ** (place / 2) - 5, median * 2.5 ** (place / 2) + 5)),
      );
      for (const [share, wanted] of [
        [0.1, median * 2.5 ** -0.4],
        [0.25, median * 2.5 ** -0.25],
        [0.5, median],
        [0.75, median * 2.5 ** 0.25],
        [0.9, median * 2.5 ** 0.4],
      ] as const) {
        nearly(quantile(estimate, share), wanted, 0.13);
      }
    },
  );

  it.each([
    [2, 8],
    [20, 40],
    [60, 95],
  ])('within %i s of each other make an estimate as narrow: %i s for the middle half', (width, most) => {
    const estimate = estimateOf(
      key,
      twenty((place) => seen(198 + width * place, 202 + width * place)),
    );
    const half = quantile(estimate, 0.75) - quantile(estimate, 0.25);
    expect(half).toBeLessThan(most);
    expect(half).toBeGreaterThan(width / 2);
    nearly(quantile(estimate, 0.5), 200, 0.03);
  });

  it('are followed offline, where they take hours', () => {
    const hours = (place: number): number => 3_600 * 3 * 2 ** place;
    const estimate = estimateOf(
      flex,
      twenty((place) => seen(hours(place) - 60, hours(place) + 60)),
    );
    nearly(quantile(estimate, 0.5), 3_600 * 3, 0.06);
    nearly(quantile(estimate, 0.1), 3_600 * 3 * 2 ** -0.8, 0.15);
  });

  it('of which no poll showed more than what is expected anyway change hardly anything', () => {
    const cold = estimateOf(key, []);
    expect(
      apart(
        estimateOf(
          key,
          twenty(() => seen(0, 7_000)),
        ),
        cold,
      ),
    ).toBeLessThan(0.002);
    const half = twenty((place) => (Math.round(place * 9.5 + 9.5) % 2 === 0 ? seen(0, 190) : seen(190, 700)));
    nearly(quantile(estimateOf(key, half), 0.5), 191, 0.03);
  });

  it('are the same in any order, if the order says nothing, and whether apart or counted together', () => {
    const few = [seen(150, 180, 3), seen(210, 240, 2), seen(300, 330), seen(120, 150, 2)];
    const apartFrom = few.flatMap((one) => Array.from({ length: one.count }, () => ({ ...one, count: 1 })));
    expect(apart(estimateOf(key, few), estimateOf(key, [...few].reverse()))).toBeLessThan(1e-4);
    expect(apart(estimateOf(key, few), estimateOf(key, apartFrom))).toBeLessThan(1e-4);
  });
});

it('five tasks that were alike are followed, and not yet taken for all', () => {
  const estimate = estimateOf(
    key,
    [198, 199, 200, 201, 202].map((seconds) => seen(seconds - 2, seconds + 2)),
  );
  nearly(quantile(estimate, 0.5), 200, 0.03);
  expect(quantile(estimate, 0.75) - quantile(estimate, 0.25)).toBeGreaterThan(18);
  expect(quantile(estimate, 0.75) - quantile(estimate, 0.25)).toBeLessThan(50);
});

describe('an estimate', () => {
  it('is made once for each list, model and tier', () => {
    const list = [seen(200, 230)];
    const estimate = estimateFrom(key, list);
    expect(estimateFrom({ ...key }, list)).toBe(estimate);
    const slower = { ...key, model: 'seedance_1_5_pro_1080p' };
    for (const other of [key, slower, flex]) {
      expect(apart(estimateFrom(other, list), estimateOf(other, list))).toBe(0);
    }
    expect(apart(estimateFrom(key, [seen(400, 430)]), estimate)).toBeGreaterThan(0.01);
    expect(estimateFrom(key, list)).toBe(estimate);
  });
});
