import { describe, expect, it } from 'vitest';
import { bestIntervals, type IntervalLimits } from '../../../lambdas/domain/polling/best-interval.ts';
import type { Estimate } from '../../../lambdas/domain/polling/estimate.ts';

const limits: IntervalLimits = { floorSeconds: 30, ceilingSeconds: 120, pollCost: 4.5 };
const justBegun = { seenForSeconds: 0, begunWithinSeconds: 0 };
/** By the share of tasks that finish in each step. */
const finishing = (shares: readonly number[], stepSeconds = 1): Estimate => {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const finished = new Float64Array(shares.length + 1);
  shares.forEach((share, n) => {
    finished[n + 1] = (finished[n] ?? 0) + share / total;
  });
  return { stepSeconds, finished };
};
/** All in the last of so many steps. */
const finishingAt = (steps: number, stepSeconds = 1): Estimate =>
  finishing([...Array<number>(steps - 1).fill(0), 1], stepSeconds);
const spanOf = ({ shortest, longest }: { readonly shortest: number; readonly longest: number }) => [
  shortest,
  longest,
];

describe('the best interval', () => {
  it('ends when the task is finished, if that is known', () => {
    expect(spanOf(bestIntervals(finishingAt(100), justBegun, limits))).toEqual([100, 100]);
    const later = { ...justBegun, seenForSeconds: 40 };
    expect(spanOf(bestIntervals(finishingAt(100), later, limits))).toEqual([60, 60]);
  });

  it('is the minimum, if the task is finished sooner', () => {
    expect(spanOf(bestIntervals(finishingAt(10), justBegun, limits))).toEqual([30, 30]);
  });

  it('is any that leaves enough for another one, if the finish is further away than the maximum', () => {
    expect(spanOf(bestIntervals(finishingAt(200), justBegun, limits))).toEqual([80, 120]);
  });

  it('is looked for on a coarser grid in the same way', () => {
    expect(spanOf(bestIntervals(finishingAt(5, 20), justBegun, limits))).toEqual([100, 100]);
    const later = { ...justBegun, seenForSeconds: 100 };
    expect(spanOf(bestIntervals(finishingAt(10, 20), later, limits))).toEqual([100, 100]);
    const minuteBefore = { seenForSeconds: 900, begunWithinSeconds: 60 };
    const { shortest, longest } = bestIntervals(finishingAt(50, 20), minuteBefore, limits);
    expect([shortest >= 40, longest <= 100]).toEqual([true, true]);
  });

  it('is long where nothing is known: before the beginning, past the end, and where hardly a task is left', () => {
    const estimate = finishing([...Array<number>(200).fill(1), ...Array<number>(100).fill(0), 1e-3]);
    for (const seenForSeconds of [-0.5, -100, 250, 301, 1e6, Number.NaN]) {
      const age = { ...justBegun, seenForSeconds };
      expect(spanOf(bestIntervals(estimate, age, limits))).toEqual([108, 120]);
      expect(spanOf(bestIntervals(estimate, age, { ...limits, floorSeconds: 115 }))).toEqual([115, 120]);
    }
  });
});

const short: IntervalLimits = { floorSeconds: 3, ceilingSeconds: 9, pollCost: 1.5 };
/** The least expected delay plus price of polls after each wait, by trying all schedules. */
const costsByTrying = (finished: readonly number[], from: number): number[] => {
  const shareAt = (n: number): number => finished[n] ?? 1;
  const known = new Map<number, number>();
  const costOfWait = (at: number, wait: number): number => {
    let delay = 0;
    for (let n = at; n < at + wait; n++) delay += (shareAt(n + 1) - shareAt(n)) * (at + wait - n - 0.5);
    return delay + costAfter(at + wait);
  };
  const costAfter = (at: number): number => {
    if (at >= finished.length - 1) return 0;
    const best = known.get(at) ?? Math.min(...waits.map((wait) => costOfWait(at, wait)));
    known.set(at, best);
    return short.pollCost * (1 - shareAt(at)) + best;
  };
  const waits = Array.from({ length: 7 }, (_, n) => 3 + n);
  return waits.map((wait) => costOfWait(from, wait));
};
/** Averaged over a window in which the task began. */
const averaged = (finished: readonly number[], window: number): number[] =>
  finished.map((_, n) => {
    let sum = 0;
    for (let u = 0; u < window; u++) sum += ((finished[n + u] ?? 1) + (finished[n + u + 1] ?? 1)) / 2;
    return window === 0 ? (finished[n] ?? 1) : sum / window;
  });

describe('the best intervals are those that no schedule betters by a quarter of a second', () => {
  const shapes: readonly (readonly [string, Estimate])[] = [
    ['evenly', finishing(Array<number>(40).fill(1))],
    ['two humps', finishing(Array.from({ length: 60 }, (_, n) => (n % 30 > 12 && n % 30 < 17 ? 1 : 0.02)))],
    ['most at once', finishing(Array.from({ length: 50 }, (_, n) => 0.8 ** n))],
    ['late and never', finishing(Array.from({ length: 70 }, (_, n) => (n < 30 ? 0 : 1 / (n - 20))))],
  ];

  it.each(shapes.flatMap(([name, estimate]) => [0, 30].map((window) => [name, window, estimate] as const)))(
    '%s, begun within %i s',
    (_, window, estimate) => {
      const finished = averaged([...estimate.finished], window);
      for (let age = 0; age < 40; age += 1) {
        const left = 1 - (finished[age] ?? 1);
        if (left < 1e-3) continue;
        const costs = costsByTrying(finished, age);
        const good = Math.min(...costs) + 0.25 * left;
        const { shortest, longest } = bestIntervals(
          estimate,
          { seenForSeconds: age, begunWithinSeconds: window },
          short,
        );
        const best = 3 + costs.indexOf(Math.min(...costs));
        expect(shortest <= best && best <= longest).toBe(true);
        costs.forEach((cost, n) => {
          const wait = 3 + n;
          if (wait >= shortest && wait <= longest) expect(cost).toBeLessThanOrEqual(good + 1e-9);
          if (wait === shortest - 1 || wait === longest + 1) expect(cost).toBeGreaterThan(good - 1e-9);
        });
      }
    },
  );
});

it('the best intervals are as many times longer as everything is, but for what a quarter of a second decides', () => {
  const shares = Array.from({ length: 60 }, (_, n) => (n % 30 > 12 && n % 30 < 17 ? 1 : 0.02));
  const longer = { floorSeconds: 60, ceilingSeconds: 180, pollCost: 30 };
  const [fineShares, coarseShares] = [finishing(shares), finishing(shares, 20)];
  for (const [age, window] of [0, 5, 14, 21, 40, 44].flatMap((each) => [
    [each, 0] as const,
    [each, 30] as const,
  ])) {
    const begun = { seenForSeconds: age, begunWithinSeconds: window };
    const fine = bestIntervals(fineShares, begun, short);
    const begunLonger = { seenForSeconds: 20 * age, begunWithinSeconds: 20 * window };
    const coarse = bestIntervals(coarseShares, begunLonger, longer);
    expect(coarse.shortest).toBeGreaterThan(20 * (fine.shortest - 1));
    expect(coarse.longest).toBeLessThan(20 * (fine.longest + 1));
  }
});

describe('a plan', () => {
  const estimate = () => finishing(Array.from({ length: 600 }, (_, n) => (n > 60 ? 0.99 ** n : 0)));

  it('is made for each window of half a minute, up to an hour', () => {
    const shared = estimate();
    const within = (begunWithinSeconds: number) =>
      spanOf(bestIntervals(shared, { seenForSeconds: 5, begunWithinSeconds }, limits));
    expect(within(14)).toEqual(within(0));
    expect(within(-100)).toEqual(within(0));
    expect(within(16)).toEqual(within(30));
    expect(within(44)).toEqual(within(30));
    expect(within(30)).not.toEqual(within(0));
    expect(within(60)).not.toEqual(within(30));
    const long = finishing(Array<number>(7_200).fill(1));
    const withinHours = (hours: number) =>
      spanOf(bestIntervals(long, { seenForSeconds: 3_400, begunWithinSeconds: hours * 3_600 }, limits));
    expect(withinHours(3)).toEqual(withinHours(1));
    expect(withinHours(1)).not.toEqual(withinHours(0));
  });

  it('is made once for each estimate', () => {
    const { finished } = estimate();
    let reads = 0;
    const counted = {
      stepSeconds: 1,
      get finished() {
        reads += 1;
        return finished;
      },
    };
    bestIntervals(counted, justBegun, limits);
    const made = reads;
    bestIntervals(counted, { ...justBegun, seenForSeconds: 90 }, limits);
    expect(reads).toBe(made);
  });

  it('is no other’s, whatever was planned before by the same estimate', () => {
    const shared = estimate();
    const age = { seenForSeconds: 50, begunWithinSeconds: 60 };
    for (const more of [
      {},
      { floorSeconds: 60 },
      { ceilingSeconds: 75 },
      { pollCost: 60 },
      { pollCost: 0 },
    ]) {
      const others = { ...limits, ...more };
      const fresh = bestIntervals(estimate(), age, others);
      expect(bestIntervals(shared, age, others)).toEqual(fresh);
      expect(bestIntervals(shared, age, others)).toEqual(fresh);
    }
  });
});
