import { between, type Curve, integral, valueAt } from './curve.ts';
import type { Estimate } from './estimate.ts';

export interface IntervalLimits {
  readonly floorSeconds: number;
  readonly ceilingSeconds: number;
  /** The mean delay, in seconds, that one poll less is worth. */
  readonly pollCost: number;
}

/** Where a task stands: processing was first seen so long ago, and had begun up to so long before that. */
export interface TaskAge {
  readonly seenForSeconds: number;
  readonly begunWithinSeconds: number;
}

/** Intervals from one to another, all of which are nearly equally good. */
export interface IntervalSpan {
  readonly shortest: number;
  readonly longest: number;
}

/**
 * How long to wait before the next poll: what makes the expected delay plus the price of all further polls
 * least, given that the task is not finished yet (Bellman's equation, solved backwards from the end of the grid). So
 * the first interval is long where a finish is unlikely, the following ones are short, and the last long again.
 */
export const bestIntervals = (
  estimate: Estimate,
  progress: TaskAge,
  limits: IntervalLimits,
): IntervalSpan => {
  const { floorSeconds, ceilingSeconds } = limits;
  const { stepSeconds } = estimate;
  const plan = planFor(estimate, progress.begunWithinSeconds, limits);
  const at = progress.seenForSeconds / stepSeconds;
  const done = between(plan.finished, at);
  if (!(at >= 0) || 1 - done < negligible) {
    return { shortest: Math.max(floorSeconds, 0.9 * ceilingSeconds), longest: ceilingSeconds };
  }
  /** But for what is the same for all. */
  const costOf = (seconds: number): number => {
    const to = at + seconds / stepSeconds;
    return (between(plan.area, to) - done * to) * stepSeconds + between(plan.cost, to);
  };
  const costs = Array.from({ length: ceilingSeconds - floorSeconds + 1 }, (_, n) => costOf(floorSeconds + n));
  const least = Math.min(...costs);
  const isGood = (n: number): boolean =>
    (costs[n] ?? Number.POSITIVE_INFINITY) <= least + indifferent * (1 - done);
  let [first, last] = [costs.indexOf(least), costs.indexOf(least)];
  while (isGood(first - 1)) first--;
  while (isGood(last + 1)) last++;
  return { shortest: floorSeconds + first, longest: floorSeconds + last };
};

/** Seconds of expected delay that tasks may be spread for: few where a second matters, and many where none does. */
const indifferent = 0.25;

/** Where so few tasks are left, nothing is known of them. */
const negligible = 1e-4;

/** Counted in steps from when processing was first seen, and longer than the grid by one ceiling. */
interface Plan {
  /** The share of tasks finished. */
  readonly finished: Curve;
  /** Its integral. */
  readonly area: Curve;
  /** Of all that comes after a poll at that point, times the share of tasks that come so far. */
  readonly cost: Curve;
}

/** Windows are rounded to half a minute: a plan is made once for each, and lives as long as its estimate. */
const windowSeconds = 30;
const maxWindow = 3_600;
const plans = new WeakMap<Estimate, Map<string, Plan>>();

const planFor = (estimate: Estimate, begunWithin: number, limits: IntervalLimits): Plan => {
  const { floorSeconds, ceilingSeconds, pollCost } = limits;
  const window = Math.round(Math.min(Math.max(0, begunWithin), maxWindow) / windowSeconds) * windowSeconds;
  const key = [window, floorSeconds, ceilingSeconds, pollCost].join();
  const made = plans.get(estimate) ?? new Map<string, Plan>();
  plans.set(estimate, made);
  const plan = made.get(key) ?? makePlan(estimate, Math.round(window / estimate.stepSeconds), limits);
  made.set(key, plan);
  return plan;
};

const makePlan = (estimate: Estimate, windowSteps: number, limits: IntervalLimits): Plan => {
  const { stepSeconds } = estimate;
  const steps = estimate.finished.length - 1;
  const shortest = Math.max(1, Math.round(limits.floorSeconds / stepSeconds));
  const longest = Math.max(shortest, Math.floor(limits.ceilingSeconds / stepSeconds));
  const finished = blurred(padded(estimate.finished, windowSteps + longest + 1), windowSteps);
  const area = integral(finished);
  const cost = new Float64Array(finished.length);
  for (let from = steps - 1; from >= 0; from--) {
    const [done, areaSoFar] = [valueAt(finished, from), valueAt(area, from)];
    let least = Number.POSITIVE_INFINITY;
    for (let to = from + shortest; to <= from + longest; to++) {
      const delay = (valueAt(area, to) - areaSoFar - done * (to - from)) * stepSeconds;
      least = Math.min(least, delay + valueAt(cost, to));
    }
    cost[from] = limits.pollCost * (1 - done) + least;
  }
  return { finished, area, cost };
};

const padded = (values: Curve, more: number): Curve => {
  const longer = new Float64Array(values.length + more).fill(1);
  longer.set(values);
  return longer;
};

/** A task that began within a window before it was seen is that much further on: the mean over the window. */
const blurred = (finished: Curve, windowSteps: number): Curve => {
  if (windowSteps === 0) return finished;
  const area = integral(finished);
  return finished
    .map((_, n) => (valueAt(area, n + windowSteps) - valueAt(area, n)) / windowSteps)
    .subarray(0, finished.length - windowSteps);
};
