import { describe, expect, it } from 'vitest';
import { between, type Curve } from '../../../lambdas/domain/polling/curve.ts';
import { type SeenShare, shapeOf } from '../../../lambdas/domain/polling/observed-shape.ts';

const seen = (from: number, to: number, weight = 1): SeenShare => ({ from, to, weight });
/** So many tasks, spread evenly over a part of the family's distribution. */
const spread = (count: number, from: number, to: number): SeenShare[] =>
  Array.from({ length: count }, (_, n) =>
    seen(from + ((to - from) * n) / count, from + ((to - from) * (n + 1)) / count),
  );
const at = (shape: Curve, share: number): number => between(shape, share * (shape.length - 1));
const shareIn = (shape: Curve, from: number, to: number): number => at(shape, to) - at(shape, from);
const tenths = Array.from({ length: 11 }, (_, n) => n / 10);
const farthest = (a: Curve, b: (n: number) => number): number =>
  a.reduce((most, share, n) => Math.max(most, Math.abs(share - b(n))), 0);

const uneven = [
  ...spread(30, 0.1, 0.35),
  seen(0.2, 0.9, 3),
  seen(0.71, 0.7131, 8),
  seen(0.9, 1, 2.5),
  seen(0, 0.05),
];

describe('the shape of what was seen', () => {
  it('is the family’s, if nothing was seen', () => {
    for (const none of [[], [seen(0.2, 0.4, 0)]])
      expect(tenths.map((share) => at(shapeOf(none), share))).toEqual(tenths);
  });

  it.each([20, 100])('is the family’s, if %i tasks were seen as the family has them', (count) => {
    const shape = shapeOf(spread(count, 0, 1));
    expect(farthest(shape, (n) => n / (shape.length - 1))).toBeLessThan(1e-3);
  });

  it('is the family’s, if what was seen says nothing', () => {
    const shape = shapeOf([seen(0, 1, 100)]);
    expect(farthest(shape, (n) => n / (shape.length - 1))).toBeLessThan(1e-9);
  });

  it.each<[string, readonly SeenShare[]]>([
    ['uneven', uneven],
    ['all at once', [seen(0.3, 0.3, 100)]],
    ['all at the beginning', [seen(0, 0, 50)]],
    ['all at the end', [seen(1, 1, 50)]],
    ['hardly anything', [seen(0.4, 0.6, 1e-6)]],
    ['a million', [seen(0.4, 0.6, 1e6), seen(0.1, 0.2, 1e6)]],
  ])('is a distribution: %s', (_, sightings) => {
    const shape = shapeOf(sightings);
    expect([shape[0], shape.at(-1)]).toEqual([0, 1]);
    expect(shape.every((share, n) => share >= (shape[n - 1] ?? 0) && share <= 1)).toBe(true);
  });

  it.each([0, 0.3, 1])('has most where a hundred tasks were seen at one moment: %f', (share) => {
    const shape = shapeOf([seen(share, share, 100)]);
    expect(shareIn(shape, Math.max(0, share - 0.01), Math.min(1, share + 0.01))).toBeGreaterThan(0.6);
  });

  it('is the same, in whatever order it was seen, and whether apart or together', () => {
    const shape = shapeOf(uneven);
    const apart = [...uneven].reverse().flatMap((one) => [
      { ...one, weight: one.weight / 4 },
      { ...one, weight: one.weight * 0.75 },
    ]);
    const other = shapeOf(apart);
    expect(farthest(shape, (n) => other[n] ?? 0)).toBeLessThan(1e-4);
  });

  it('is the other way round, if all was seen the other way round', () => {
    const shape = shapeOf(uneven);
    const mirrored = shapeOf(uneven.map(({ from, to, weight }) => seen(1 - to, 1 - from, weight)));
    expect(farthest(shape, (n) => 1 - (mirrored[shape.length - 1 - n] ?? 0))).toBeLessThan(0.005);
  });

  it.each([
    [0, 0.5],
    [0.6, 0.7],
    [0.31, 0.32],
  ])('has more in a part, the more tasks were seen there: from %f to %f', (from, to) => {
    const others = spread(20, 0, 1);
    const shares = [0, 20, 320].map((count) =>
      shareIn(shapeOf([...others, ...spread(count, from, to)]), from, to),
    );
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(new Set(shares).size).toBe(shares.length);
    expect(shares.at(-1)).toBeGreaterThan(0.8);
  });

  it.each([
    [20, 0.6, 0.75],
    [100, 0.73, 0.75],
    [1_000, 0.749, 0.75],
  ])(
    'lies between the family and %i tasks of which three quarters were early, from %f to %f',
    (count, least, most) => {
      const early = at(shapeOf([seen(0, 0.5, 0.75 * count), seen(0.5, 1, 0.25 * count)]), 0.5);
      expect(early).toBeGreaterThan(least);
      expect(early).toBeLessThanOrEqual(most);
    },
  );

  it('believes a great difference sooner than a small one, which may be chance', () => {
    const believed = (early: number) =>
      (at(shapeOf([seen(0, 0.5, early), seen(0.5, 1, 20 - early)]), 0.5) - 0.5) / (early / 20 - 0.5);
    expect(believed(11)).toBeGreaterThan(0.4);
    expect(believed(11)).toBeLessThan(0.8);
    expect(believed(16)).toBeGreaterThan(believed(11) + 0.05);
    expect(believed(19)).toBeGreaterThan(believed(16) + 0.05);
    expect(believed(1)).toBeCloseTo(believed(19), 6);
    expect(believed(19)).toBeLessThan(1);
  });

  it.each([0.2001, 0.20021, 0.2004])(
    'counts tasks of a narrow interval as often as others: at %f',
    (from) => {
      for (const width of [0.00005, 0.0007, 0.0023]) {
        const shape = shapeOf([seen(from, from + width, 60), seen(0.6, 0.7, 40)]);
        expect(Math.abs(at(shape, 0.5) - 0.6)).toBeLessThan(0.01);
        const around = shareIn(
          shape,
          Math.floor(from * 2_048) / 2_048,
          Math.ceil((from + width) * 2_048) / 2_048,
        );
        expect(around).toBeGreaterThan(0.45);
      }
    },
  );

  it('is straight within what no task tells apart', () => {
    const shape = shapeOf([seen(0.25, 0.5, 60), seen(0.5, 0.75, 20), seen(0, 1, 20)]);
    for (const quarter of [0, 0.25, 0.5, 0.75]) {
      const whole = shareIn(shape, quarter, quarter + 0.25);
      for (const part of [0.05, 0.125, 0.2]) {
        expect(shareIn(shape, quarter, quarter + part) / whole).toBeCloseTo(part / 0.25, 6);
      }
    }
  });

  it('follows two humps and the gap between them after a hundred tasks', () => {
    const shape = shapeOf([...spread(50, 0.1, 0.2), ...spread(50, 0.7, 0.8)]);
    expect(shareIn(shape, 0.25, 0.65)).toBeLessThan(0.03);
    expect(shareIn(shape, 0.1, 0.2)).toBeGreaterThan(0.45);
    expect(shareIn(shape, 0.7, 0.8)).toBeGreaterThan(0.45);
  });

  it('takes a task seen in a wide interval to have been where the others are', () => {
    const narrow = [...spread(30, 0.2, 0.3), ...spread(10, 0.6, 0.8)];
    const shape = shapeOf([...narrow, ...Array.from({ length: 40 }, () => seen(0.1, 0.5))]);
    expect(shareIn(shape, 0.2, 0.3)).toBeGreaterThan(0.75);
    expect(shareIn(shape, 0.6, 0.8)).toBeLessThan(0.2);
  });
});
