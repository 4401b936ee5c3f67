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

/**
 * How long to wait before the next poll: what makes the expected delay plus the price of all further polls
 * least, given that the task is not finished yet (Bellman's equation, solved backwards from the end of the grid). So
 * the first interval is long where a finish is unlikely, the following ones are short, and the last long again.
 */
export const bestInterval = (estimate: Estimate, progress: TaskAge, limits: IntervalLimits): number => {
  const { stepSeconds } = estimate;
  const plan = planFor(estimate, progress.begunWithinSeconds, limits);
  const at = progress.seenForSeconds / stepSeconds;
  if (!(at >= 0 && at <= plan.steps) || 1 - between(plan.finished, at) < negligible)
    return limits.ceilingSeconds;
  let best = limits.ceilingSeconds;
  let least = Number.POSITIVE_INFINITY;
  for (let seconds = limits.floorSeconds; seconds <= limits.ceilingSeconds; seconds += stepSeconds) {
    const to = at + seconds / stepSeconds;
    const delay = between(plan.area, to) - between(plan.area, at) - between(plan.finished, at) * (to - at);
    const cost = delay * stepSeconds + between(plan.cost, to);
    if (cost < least) [best, least] = [seconds, cost];
  }
  return best;
};

/** Where so few tasks are left, nothing is known of them. */
const negligible = 1e-4;

/** Counted in steps from when processing was first seen, and longer than the grid by one ceiling. */
interface Plan {
  readonly steps: number;
  /** The share of tasks finished. */
  readonly finished: Float64Array;
  /** Its integral. */
  readonly area: Float64Array;
  /** Of all that comes after a poll at that point, times the share of tasks that come so far. */
  readonly cost: Float64Array;
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
    const [done, areaSoFar] = [at(finished, from), at(area, from)];
    let least = Number.POSITIVE_INFINITY;
    for (let to = from + shortest; to <= from + longest; to++) {
      const delay = (at(area, to) - areaSoFar - done * (to - from)) * stepSeconds;
      least = Math.min(least, delay + at(cost, to));
    }
    cost[from] = limits.pollCost * (1 - done) + least;
  }
  return { steps, finished, area, cost };
};

const at = (values: Float64Array, n: number): number => values[n] ?? values[values.length - 1] ?? 0;

const between = (values: Float64Array, position: number): number => {
  const n = Math.floor(position);
  return at(values, n) + (at(values, n + 1) - at(values, n)) * (position - n);
};

const padded = (values: Float64Array, more: number): Float64Array => {
  const longer = new Float64Array(values.length + more).fill(1);
  longer.set(values);
  return longer;
};

/** A task that began within a window before it was seen is that much further on: the mean over the window. */
const blurred = (finished: Float64Array, windowSteps: number): Float64Array => {
  if (windowSteps === 0) return finished;
  const area = integral(finished);
  return finished
    .map((_, n) => (at(area, n + windowSteps) - at(area, n)) / windowSteps)
    .subarray(0, finished.length - windowSteps);
};

/** Trapezoids. */
const integral = (values: Float64Array): Float64Array => {
  const sums = new Float64Array(values.length);
  for (let n = 1; n < values.length; n++) {
    sums[n] = at(sums, n - 1) + (at(values, n - 1) + at(values, n)) / 2;
  }
  return sums;
};
