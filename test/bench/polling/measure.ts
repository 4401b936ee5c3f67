import type { Estimate } from '../../../lambdas/domain/polling/estimate.ts';
import { seeded } from '../../../lib/local/seeded.ts';
import { MemoryEstimates } from '../../support/fakes/memory-estimates.ts';
import type { Scenario } from './distributions.ts';
import type { Point } from './optimum.ts';
import { evenly } from './random.ts';
import {
  coldEstimate,
  estimateOf,
  exponential,
  type Fate,
  type Followed,
  fixed,
  followOurs,
  followPlain,
  model,
  type Telling,
} from './simulate.ts';
import { type Times, timeAt } from './times.ts';

export interface Measured extends Point {
  readonly p95: number;
  /** The share of tasks that were found finished by the first of the polls. */
  readonly byFirst: number;
}

/** A scenario's tasks, evenly over its distributions. */
export const fatesOf = (
  scenario: Scenario,
  count: number,
  random: () => number,
  generation: Times,
): Fate[] => {
  const queued = evenly(count, random);
  return evenly(count, random).map((share, n) => {
    const begins = scenario.queue?.(queued[n] ?? 0) ?? 0;
    const finishes = begins + timeAt(generation, share);
    const registered = scenario.registered && Math.floor(scenario.registered(random()));
    return { begins, finishes, ...(registered !== undefined && { registered }) };
  });
};

export const summary = (followed: readonly Followed[]): Measured => {
  const delays = followed.map(({ delay }) => delay).sort((a, b) => a - b);
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    polls: mean(followed.map(({ polls }) => polls)),
    delay: mean(delays),
    byFirst: followed.filter(({ polls }) => polls === 1).length / followed.length,
    p95: delays[Math.floor(delays.length * 0.95)] ?? 0,
  };
};

const tasks = 4_000;

export const plainSchedules = { 'fixed 30': fixed(30), 'fixed 60': fixed(60), exponential } as const;

/** A plain schedule's polls fall where they fall: the whole distribution is taken, with no chance in it. */
export const measurePlain = (scenario: Scenario, name: keyof typeof plainSchedules): Measured =>
  summary(
    fatesOf(scenario, tasks, seeded(1), scenario.generation).map((script) =>
      followPlain(script, plainSchedules[name]),
    ),
  );

/** The estimate is read anew after so many tasks: a warm function keeps what it read for some minutes. */
const readEvery = 5;

/** What the product has learnt after so many tasks, asking all of them as it then knew how to. */
const learn = async (
  scenario: Scenario,
  count: number,
  seed: number,
  telling: Telling,
): Promise<Estimate> => {
  const random = seeded(seed);
  const estimates = new MemoryEstimates();
  const key = { model, serviceTier: scenario.tier };
  let estimate = coldEstimate(scenario.tier);
  const follow = async (scripts: readonly Fate[]): Promise<void> => {
    for (const [n, script] of scripts.entries()) {
      const { seen } = followOurs(script, scenario.tier, estimate, random, telling);
      if (seen) await estimates.add(key, seen);
      if ((n + 1) % readEvery === 0) estimate = estimateOf(key, await estimates.of());
    }
  };
  // Drawn freely: a score of tasks is what chance makes it.
  const drawn = (times: Times, many: number): Fate[] =>
    Array.from({ length: many }, () => fatesOf(scenario, 1, random, times)).flat();
  if (scenario.before) await follow(drawn(scenario.before, 100));
  await follow(drawn(scenario.generation, count));
  return estimate;
};

/** After so many tasks, over several histories that chance might have written. */
export const measureOurs = async (
  scenario: Scenario,
  learnt: number,
  histories: number,
  telling: Telling = {},
): Promise<Measured> => {
  const followed: Followed[] = [];
  const each = Math.ceil(tasks / histories);
  for (let history = 0; history < histories; history += 1) {
    const estimate = await learn(scenario, learnt, 1_000 * learnt + history, telling);
    const random = seeded(history + 1);
    for (const script of fatesOf(scenario, each, random, scenario.generation)) {
      const late = (script.registered ?? 0) >= script.finishes;
      if (!late) followed.push(followOurs(script, scenario.tier, estimate, random, telling));
    }
  }
  return summary(followed);
};
