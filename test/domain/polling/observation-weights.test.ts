import { describe, expect, it } from 'vitest';
import type { Observation } from '../../../lambdas/domain/polling/estimate-store.ts';
import { weightedObservations } from '../../../lambdas/domain/polling/observation-weights.ts';

const seen = (seconds: number, count = 1): Observation => ({
  fromSeconds: seconds - 15,
  toSeconds: seconds + 15,
  count,
});
const times = (count: number, seconds: number): Observation[] =>
  Array.from({ length: count }, () => seen(seconds));
const weightsOf = (observations: readonly Observation[]): number[] =>
  weightedObservations(observations).map(({ weight }) => Number(weight.toFixed(4)));
const of = (count: number, weight: number): number[] => Array<number>(count).fill(weight);

describe('of what was seen', () => {
  it('the newest ten tasks count in full, as they were seen', () => {
    expect(weightedObservations([seen(100), seen(900)])).toEqual([
      { fromSeconds: 85, toSeconds: 115, weight: 1 },
      { fromSeconds: 885, toSeconds: 915, weight: 1 },
    ]);
    expect(weightsOf(Array.from({ length: 10 }, (_, n) => seen(100 * (n + 1))))).toEqual(of(10, 1));
  });

  it('each earlier ten count a little less, if they look like the newest', () => {
    expect(weightsOf(times(25, 200))).toEqual([...of(10, 1), ...of(10, 0.97), ...of(5, 0.9409)]);
  });

  it('earlier ones count nothing, if all of them were slower, or all faster', () => {
    for (const seconds of [150, 250])
      expect(weightsOf([...times(10, 200), ...times(10, seconds)])).toEqual(of(10, 1));
  });

  it('earlier ones that look like the newest count, whatever was in between', () => {
    const calmAgain = [...times(10, 200), ...times(10, 600), ...times(10, 200)];
    expect(weightsOf(calmAgain)).toEqual([...of(10, 1), ...of(10, 0.9409)]);
  });

  it('earlier ones count by the standard errors that their ranks are away from chance', () => {
    // 75 of 100 pairs are in one order, where 50 were to be expected, ± √(100 · 21 / 12) = 13.2: 0.97 · (2.5 − 25 / 13.2)
    const [mostlyFaster, mostlySlower] = [
      [...times(7, 150), seen(200), ...times(2, 250)],
      [...times(2, 150), seen(200), ...times(7, 250)],
    ];
    for (const newest of [mostlyFaster, mostlySlower]) {
      expect(weightsOf([...newest, ...times(10, 200)]).slice(10)).toEqual(of(10, 0.5919));
    }
    // 48 of 60 pairs, where 30 were to be expected, ± √(60 · 17 / 12) = 9.2
    const newest = [...times(8, 150), ...times(2, 250)];
    expect(weightsOf([...newest, ...times(6, 200)]).slice(10)).toEqual(of(6, 0.5312));
  });

  it('fewer than five say nothing about a change', () => {
    expect(weightsOf([...times(10, 200), ...times(4, 400)]).slice(10)).toEqual(of(4, 0.97));
    expect(weightsOf([...times(10, 200), ...times(5, 400)]).slice(10)).toEqual([]);
  });

  it('a time that was seen several times counts as often, and twenty times at the most', () => {
    expect(weightsOf([seen(100, 7)])).toEqual([7]);
    expect(weightsOf([seen(100, 20), seen(100, 21)])).toEqual([20, 19.4]);
    expect(weightsOf([seen(200, 10), seen(400, 10), seen(200, 10)])).toEqual([10, 9.409]);
    expect(weightsOf([seen(150, 7), seen(200), seen(250, 2), seen(200, 10)])).toEqual([7, 1, 2, 5.9187]);
  });

  it('what cannot be true counts nothing, and what only just can does', () => {
    const week = 7 * 24 * 3_600;
    const between = (fromSeconds: number, toSeconds: number, count = 1): Observation => ({
      fromSeconds,
      toSeconds,
      count,
    });
    const usable = [between(0, 1), between(week - 1, week), between(5, 5.1, 0.1)];
    const unusable = [
      ...[between(-1, 5), between(5, 5), between(6, 5), between(week - 1, week + 1)],
      ...[
        between(Number.NaN, 5),
        between(5, Number.NaN),
        between(5, 6, 0),
        between(5, 6, -1),
        between(5, 6, Number.NaN),
      ],
    ];
    expect(weightsOf(usable)).toEqual([1, 1, 0.1]);
    expect(weightsOf(unusable)).toEqual([]);
  });

  it('two hundred are enough, not counting those that cannot be true', () => {
    const many = weightsOf([...Array<Observation>(50).fill(seen(Number.NaN)), ...times(250, 200)]);
    expect(many).toHaveLength(200);
    expect(many.at(-1)).toBeCloseTo(0.97 ** 19, 4);
  });
});
