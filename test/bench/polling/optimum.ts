import type { Scenario } from './distributions.ts';
import type { Times } from './times.ts';

/** What a schedule comes to, a task. The poll at registration is everybody's, and not counted. */
export interface Point {
  readonly polls: number;
  readonly delay: number;
}

export const longestInterval = 120;
export const shortestInterval = { default: 30, flex: 60 } as const;

/** On a grid of one second: shares finished, their integral, and what is still to come at the least. */
interface Solved {
  readonly finished: Float64Array;
  readonly area: Float64Array;
  readonly cost: Float64Array;
  /** The next poll after one at that second. */
  readonly next: Int32Array;
}

/** The expected delay of what finishes between two polls: ∫ (to − t) dF(t). */
const delayBetween = (
  { finished, area }: Pick<Solved, 'finished' | 'area'>,
  from: number,
  to: number,
): number => (area[to] ?? 0) - (area[from] ?? 0) - (finished[from] ?? 1) * (to - from);

const tabulate = ({ share, longest }: Times): Pick<Solved, 'finished' | 'area'> => {
  const length = Math.ceil(longest) + longestInterval + 1;
  const finished = Float64Array.from({ length }, (_, n) => (n >= longest ? 1 : share(n)));
  const area = new Float64Array(length);
  for (let n = 1; n < length; n += 1) {
    area[n] = (area[n - 1] ?? 0) + ((finished[n - 1] ?? 0) + (finished[n] ?? 0)) / 2;
  }
  return { finished, area };
};

/** Bellman's equation backwards: the least of delay + price × polls, and how it is reached. */
const solve = (times: Pick<Solved, 'finished' | 'area'>, shortest: number, price: number): Solved => {
  const { finished } = times;
  const cost = new Float64Array(finished.length);
  const next = new Int32Array(finished.length);
  for (let from = finished.length - longestInterval - 1; from >= 0; from -= 1) {
    let least = Number.POSITIVE_INFINITY;
    for (let to = from + shortest; to <= from + longestInterval; to += 1) {
      const total = delayBetween(times, from, to) + (cost[to] ?? 0);
      if (total < least) {
        least = total;
        next[from] = to;
      }
    }
    cost[from] = price * (1 - (finished[from] ?? 1)) + least;
  }
  return { ...times, cost, next };
};

/** Follows a schedule from a poll on, for the tasks that are not finished then. */
const follow = (solved: Solved, from: number): Point => {
  const point = { polls: 0, delay: 0 };
  for (let at = from; 1 - (solved.finished[at] ?? 1) > 1e-9; at = solved.next[at] ?? 0) {
    point.polls += 1 - (solved.finished[at] ?? 1);
    point.delay += delayBetween(solved, at, solved.next[at] ?? 0);
  }
  return point;
};

/** Where processing begins a while after the last poll, the first poll after it still keeps to the limits. */
const best = (solved: Solved, shortest: number, sincePoll: number): Point => {
  const first = Math.max(0, shortest - sincePoll);
  const options = Array.from({ length: longestInterval - sincePoll - first + 1 }, (_, n) => first + n);
  const total = (at: number): number => delayBetween(solved, 0, at) + (solved.cost[at] ?? 0);
  const at = options.reduce((least, at) => (total(at) < total(least) ? at : least));
  const { polls, delay } = follow(solved, at);
  return { polls: 1 + polls, delay: delayBetween(solved, 0, at) + delay };
};

const queueSamples = 240;

/**
 * With a queue, the optimum asks as seldom as the limits allow while the task is queued, and is told the moment that
 * processing begins. Polls while queued are counted.
 */
const withQueue = (solved: Solved, shortest: number, queue: (share: number) => number): Point => {
  const sum = { polls: 0, delay: 0 };
  const points = new Map<number, Point>();
  for (let n = 0; n < queueSamples; n += 1) {
    const waited = Math.floor(queue((n + 0.5) / queueSamples));
    const sincePoll = waited % longestInterval;
    const point = points.get(sincePoll) ?? best(solved, shortest, sincePoll);
    points.set(sincePoll, point);
    sum.polls += (point.polls + Math.floor(waited / longestInterval)) / queueSamples;
    sum.delay += point.delay / queueSamples;
  }
  return sum;
};

/** Prices of a poll, in seconds of delay: from hardly any to more than a whole interval. */
export const prices = Array.from({ length: 25 }, (_, n) => 0.05 * 1.42 ** n);

/**
 * The least delay for every number of polls, for somebody who knows the distribution: the lower hull of the points
 * that the prices lead to. Between two of its points lies whoever follows now the one schedule and now the other.
 */
export const optimumOf = ({ generation, tier, queue }: Scenario): readonly Point[] => {
  const times = tabulate(generation);
  const shortest = shortestInterval[tier];
  const points = prices.map((price) => {
    const solved = solve(times, shortest, price);
    return queue ? withQueue(solved, shortest, queue) : best(solved, shortest, 0);
  });
  return hullOf(points);
};

/** The same for tasks that are registered so many seconds after they began, if they are not finished by then. */
export const optimumOfLate = ({ generation, tier }: Scenario, late: readonly number[]): readonly Point[] => {
  const times = tabulate(generation);
  const open = late.reduce((sum, seconds) => sum + 1 - (times.finished[seconds] ?? 1), 0);
  return hullOf(
    prices.map((price) => {
      const solved = solve(times, shortestInterval[tier], price);
      const points = late.map((seconds) => follow(solved, seconds));
      const sum = (of: keyof Point): number => points.reduce((total, point) => total + point[of], 0) / open;
      return { polls: sum('polls'), delay: sum('delay') };
    }),
  );
};

/** By polls, each once. */
export const hullOf = (points: readonly Point[]): readonly Point[] =>
  [...points]
    .sort((a, b) => a.polls - b.polls || a.delay - b.delay)
    .filter((point, n, all) => n === 0 || point.polls - (all[n - 1]?.polls ?? 0) > 1e-6);

/** The optimum's delay with as many polls. More polls than it ever takes help nobody. */
export const delayAt = (optimum: readonly Point[], polls: number): number => {
  const after = optimum.findIndex((point) => point.polls >= polls);
  const [low, high] = [optimum[after - 1], optimum[after]];
  if (after === -1) return optimum.at(-1)?.delay ?? 0;
  if (!low || !high) return optimum[0]?.delay ?? 0;
  const share = (polls - low.polls) / (high.polls - low.polls);
  return low.delay + share * (high.delay - low.delay);
};
