import type { Scenario } from './distributions.ts';
import { hullOf, longestInterval, type Point, prices, shortestInterval } from './optimum.ts';

/** Its polls come at multiples of 5 s: at multiples of 3 s its delay is within 1 % of that. */
const step = 5;
const waitsSampled = 20_000;

/** From here on all times are counted in steps. */
interface Limits {
  readonly shortest: number;
  readonly longest: number;
}

interface Shares {
  readonly lastBeginning: number;
  /** The share of tasks that have begun by `p`. */
  readonly begun: (p: number) => number;
  /** At `t`: the share of tasks that have begun by `p` and are not finished at `t`. */
  readonly open: (p: number) => Float64Array;
}

const at = (values: Float64Array, n: number): number => values[n] ?? 0;

const sharesOf = ({ generation, queue }: Scenario): Shares => {
  const waits = Array.from({ length: waitsSampled }, (_, n) => queue?.((n + 0.5) / waitsSampled) ?? 0);
  const lastBeginning = Math.ceil(Math.max(...waits) / step);
  const steps = lastBeginning + Math.ceil((generation.longest + longestInterval) / step);
  const begun = new Float64Array(lastBeginning + 1);
  const open: Float64Array[] = [];
  for (let p = 0; p <= lastBeginning; p += 1) {
    const here = waits.filter((wait) => Math.ceil(wait / step) === p);
    const share = here.length / waitsSampled;
    const mean = here.reduce((sum, wait) => sum + wait, 0) / Math.max(here.length, 1);
    begun[p] = at(begun, p - 1) + share;
    const left = (t: number): number => share * (1 - generation.share(t * step - mean));
    open.push(Float64Array.from({ length: steps + 1 }, (_, t) => (open[p - 1]?.[t] ?? 0) + left(t)));
  }
  const within = (p: number): number => Math.min(p, lastBeginning);
  return {
    lastBeginning,
    begun: (p) => at(begun, within(p)),
    open: (p) => open[within(p)] ?? new Float64Array(),
  };
};

/** What is still to come after a poll at each step, in delay plus price times polls, and the polls within it. */
interface Costs {
  readonly cost: Float64Array;
  readonly polls: Float64Array;
}

const noCosts = (length: number): Costs => ({
  cost: new Float64Array(length),
  polls: new Float64Array(length),
});

/** Bellman's equation for tasks that are known to have begun, of which `open` are not finished. */
const whileProcessed = (
  open: Float64Array,
  from: number,
  price: number,
  { shortest, longest }: Limits,
): Costs => {
  const { cost, polls } = noCosts(open.length + longest);
  const area = new Float64Array(cost.length);
  for (let n = 1; n < area.length; n += 1) {
    area[n] = at(area, n - 1) + ((at(open, n - 1) + at(open, n)) / 2) * step;
  }
  for (let t = open.length - 1; t >= from; t -= 1) {
    if (at(open, t) < 1e-12) continue;
    let [least, chosen] = [Number.POSITIVE_INFINITY, t];
    for (let to = t + shortest; to <= t + longest; to += 1) {
      const total = at(open, t) * (to - t) * step - (at(area, to) - at(area, t)) + at(cost, to);
      if (total < least) [least, chosen] = [total, to];
    }
    cost[t] = price * at(open, t) + least;
    polls[t] = at(open, t) + at(polls, chosen);
  }
  return { cost, polls };
};

/** The same while tasks are queued, from the last beginning backwards to the registration. */
const fromRegistration = ({ lastBeginning, begun, open }: Shares, price: number, limits: Limits): Point => {
  const { shortest, longest } = limits;
  const { cost, polls } = noCosts(lastBeginning + longest + 1);
  for (let queued = lastBeginning - 1; queued >= 0; queued -= 1) {
    const waiting = 1 - begun(queued);
    if (waiting < 1e-12) continue;
    const before = open(queued);
    const finished = (t: number): number => begun(t) - begun(queued) - (at(open(t), t) - at(before, t));
    let [least, fewest, delay] = [Number.POSITIVE_INFINITY, 0, 0];
    for (let to = queued + 1; to <= queued + longest; to += 1) {
      delay += ((finished(to - 1) + finished(to)) / 2) * step;
      if (to < queued + shortest) continue;
      const begunBetween = open(to).map((share, t) => share - at(before, t));
      const then = whileProcessed(begunBetween, to, price, limits);
      const total = delay + at(then.cost, to) + at(cost, to);
      if (total < least) [least, fewest] = [total, at(then.polls, to) + at(polls, to)];
    }
    cost[queued] = price * waiting + least;
    polls[queued] = waiting + fewest;
  }
  const atOnce = whileProcessed(open(0), 0, price, limits);
  const allPolls = at(polls, 0) + at(atOnce.polls, 0);
  return { polls: allPolls, delay: at(cost, 0) + at(atOnce.cost, 0) - price * allPolls };
};

/**
 * The optimum for somebody who knows the distributions of queue and generation, but of each task only what polls showed: that it
 * was queued at one poll, and processed at another. What happened between them stays open, as for every poller.
 */
export const optimumByPolls = (scenario: Scenario): readonly Point[] => {
  const shares = sharesOf(scenario);
  const limits = { shortest: shortestInterval[scenario.tier] / step, longest: longestInterval / step };
  return hullOf(prices.map((price) => fromRegistration(shares, price, limits)));
};
