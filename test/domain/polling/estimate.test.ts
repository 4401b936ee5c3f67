import { describe, expect, it } from 'vitest';
import { type Estimate, estimateOf, quantile } from '../../../lambdas/domain/polling/estimate.ts';
import { generationTime, type Observation } from '../../../lambdas/domain/polling/estimate-store.ts';
import { minute, second } from '../../../lambdas/domain/task/time.ts';
import { startOfTests } from '../../support/records.ts';

const key = { model: 'seedance_1_5_pro_720p', serviceTier: 'default' } as const;
/** The newest first. */
const seenAt = (seconds: readonly number[], count = 1): Observation[] =>
  seconds.map((at) => ({ fromSeconds: at - 15, toSeconds: at + 15, count }));
/** Twenty times, evenly over a lognormal distribution of 5 to 95 %. */
const scale = Array.from({ length: 20 }, (_, n) => (n - 9.5) / 9.5);
const around = (median: number): readonly number[] => scale.map((at) => median * 2.5 ** (at / 2));
/** As they might have come: neither the fast ones first nor the slow ones. */
const shuffled = (values: readonly number[]): number[] =>
  values.map((_, n) => values[(n * 7) % values.length] ?? 0);
const median = (estimate: Estimate): number => quantile(estimate, 0.5);

const isDistribution = ({ finished }: Estimate): boolean =>
  finished[0] === 0 &&
  finished.at(-1) === 1 &&
  (finished.at(-2) ?? 0) > 0 &&
  finished.every((share, n) => share >= (finished[n - 1] ?? 0) - 1e-12 && share <= 1 + 1e-12);

describe('with nothing seen', () => {
  it.each([
    ['seedance_1_5_pro_720p', 120, 300],
    ['seedance_1_5_pro_1080p', 180, 480],
    ['Seedance-1080P', 180, 480],
    [undefined, 120, 480],
  ])('%s takes what is documented', (model, low, high) => {
    const estimate = estimateOf({ ...key, ...(model ? { model } : { model: undefined }) }, []);
    expect(Math.abs(quantile(estimate, 0.05) / low - 1)).toBeLessThan(0.2);
    expect(Math.abs(median(estimate) / Math.sqrt(low * high) - 1)).toBeLessThan(0.1);
    expect(quantile(estimate, 0.85)).toBeLessThan(high);
    expect(isDistribution(estimate)).toBe(true);
  });

  it('the offline tier takes hours', () => {
    const estimate = estimateOf({ ...key, serviceTier: 'flex' }, []);
    expect(median(estimate)).toBeGreaterThan(3_600);
    expect(isDistribution(estimate)).toBe(true);
  });
});

describe('what was seen', () => {
  it.each([95, 190, 380])('moves the estimate to a median of %i s within twenty tasks', (seconds) => {
    const estimate = estimateOf(key, seenAt(shuffled(around(seconds))));
    expect(Math.abs(median(estimate) / seconds - 1)).toBeLessThan(0.06);
  });

  it('moves it little where it is one task', () => {
    expect(Math.abs(median(estimateOf(key, seenAt([400]))) / median(estimateOf(key, [])) - 1)).toBeLessThan(
      0.2,
    );
  });

  it('before a change of the provider’s speed is forgotten within ten tasks', () => {
    const before = [190, 190, 190, 190].flatMap((seconds) => shuffled(around(seconds)));
    const estimate = estimateOf(key, seenAt([...shuffled(around(380)).slice(0, 10), ...before]));
    // Chance alone moves the median of ten by more than a tenth.
    expect(Math.abs(median(estimate) / 380 - 1)).toBeLessThan(0.2);
  });

  it('under a load that comes back is remembered', () => {
    const [calm, loaded] = [shuffled(around(150)), shuffled(around(420))];
    const twice = estimateOf(key, seenAt([...calm.slice(0, 10), ...loaded, ...calm.slice(10)]));
    const once = estimateOf(key, seenAt(calm.slice(0, 10)));
    const whole = estimateOf(key, seenAt(calm));
    const apart = (a: Estimate, b: Estimate): number =>
      Math.max(...a.finished.map((share, n) => Math.abs(share - (b.finished[n] ?? 1))));
    expect(apart(twice, whole)).toBeLessThan(apart(once, whole));
    expect(apart(twice, whole)).toBeLessThan(0.02);
  });

  it('fades where the speed changes slowly', () => {
    const drifting = [210, 200, 190, 180].flatMap((seconds) => shuffled(around(seconds)));
    const backwards = [...drifting].reverse();
    expect(median(estimateOf(key, seenAt(drifting)))).toBeGreaterThan(
      median(estimateOf(key, seenAt(backwards))),
    );
  });

  it.each<[string, (n: number) => number, number, number]>([
    ['two humps', (n) => (n % 2 === 0 ? 85 + (n % 11) : 350 + (n % 23)), 150, 300],
    ['a load', (n) => (n % 5 < 3 ? 120 + (n % 61) : 480 + ((n * 7) % 420)), 225, 440],
  ])('may have any shape: %s', (_, secondsOf, from, to) => {
    const { finished } = estimateOf(key, seenAt(Array.from({ length: 100 }, (_unused, n) => secondsOf(n))));
    const between = (finished[to] ?? 0) - (finished[from] ?? 0);
    expect(between).toBeLessThan(0.06);
    expect(finished[from]).toBeGreaterThan(0.4);
  });

  it('narrows the estimate as far as the intervals meet', () => {
    const narrow = Array.from({ length: 100 }, (_, n) => 200 + ((n * 7) % 27) - 13);
    const estimate = estimateOf(key, seenAt(narrow));
    const width = quantile(estimate, 0.9) - quantile(estimate, 0.1);
    expect(width).toBeLessThan(20);
  });

  it('of one task that took ten times as long moves it little', () => {
    const odd = [...around(190).slice(1), 1_900];
    expect(Math.abs(median(estimateOf(key, seenAt(shuffled(odd)))) / 190 - 1)).toBeLessThan(0.1);
  });

  it.each<[string, Observation[]]>([
    ['no sighting', []],
    ['a count that is none', [{ fromSeconds: 60, toSeconds: 90, count: Number.NaN }]],
    ['a negative count', [{ fromSeconds: 60, toSeconds: 90, count: -4 }]],
    ['times that are none', [{ fromSeconds: Number.NaN, toSeconds: Number.NaN, count: 1 }]],
    ['times the wrong way round', [{ fromSeconds: 90, toSeconds: 60, count: 9 }]],
    ['negative times', [{ fromSeconds: -90, toSeconds: -60, count: 9 }]],
    ['ten thousand years', [{ fromSeconds: 1e11, toSeconds: 1e12, count: 1 }]],
  ])('that cannot be true changes nothing: %s', (_, seen) => {
    expect(estimateOf(key, seen)).toEqual(estimateOf(key, []));
  });

  it.each<[string, Observation[]]>([
    ['endless counts', [{ fromSeconds: 60, toSeconds: 90, count: Number.POSITIVE_INFINITY }]],
    ['no time at all', seenAt([15], 1e9)],
    ['weeks', [{ fromSeconds: 604_000, toSeconds: 604_800, count: 1e9 }]],
    ['ten thousand sightings', seenAt(Array<number>(10_000).fill(100))],
  ])('that is poisoned still makes a distribution: %s', (_, seen) => {
    expect(isDistribution(estimateOf(key, seen))).toBe(true);
    expect(isDistribution(estimateOf({ ...key, serviceTier: 'flex' }, seen))).toBe(true);
  });
});

describe('a generation time', () => {
  const at = (seconds: number) => startOfTests + seconds * second;

  it('lies between the last question before the end and the one after', () => {
    const task = {
      notProcessingAt: at(0),
      processingSince: at(0),
      lastPendingAt: at(150),
      finishedAt: at(180),
    };
    expect(generationTime(task)).toEqual({ fromSeconds: 150, toSeconds: 180 });
  });

  it('is less exact where the beginning is', () => {
    const seen = generationTime({
      notProcessingAt: at(0),
      processingSince: at(120),
      lastPendingAt: at(300),
      finishedAt: at(330),
    });
    const [from, to] = [seen?.fromSeconds ?? 0, seen?.toSeconds ?? 0];
    expect((from + to) / 2).toBe(255);
    expect(to - from).toBeGreaterThan(120);
    expect(to - from).toBeLessThan(150);
  });

  it('may have been shorter than an interval', () => {
    const task = { notProcessingAt: at(60), lastPendingAt: at(60), finishedAt: at(150) };
    expect(generationTime(task)).toEqual({ fromSeconds: 0, toSeconds: 90 });
  });

  it('is unknown where the beginning or the end is', () => {
    expect(generationTime({ finishedAt: at(100) })).toBeUndefined();
    expect(
      generationTime({ processingSince: at(0), lastPendingAt: at(60), finishedAt: at(90) }),
    ).toBeUndefined();
    const late = { notProcessingAt: at(0), processingSince: at(20 * 60), lastPendingAt: at(20 * 60) };
    expect(generationTime({ ...late, finishedAt: at(21 * 60) + minute })).toBeUndefined();
  });
});
