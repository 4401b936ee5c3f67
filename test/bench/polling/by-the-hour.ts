import { type Estimate, estimateOf } from '../../../lambdas/domain/polling/estimate.ts';
import type { GenerationTime } from '../../../lambdas/domain/polling/estimate-store.ts';
import { seeded } from '../../../lib/local/seeded.ts';
import { table } from '../table.ts';
import { delayAt, optimumOf, type Point } from './optimum.ts';
import { percentAbove } from './report.ts';
import { followOurs, model } from './simulate.ts';
import { lognormal, type Times, timeAt } from './times.ts';

interface Regime {
  readonly name: string;
  readonly times: Times;
}

/** A provider that changes while it is polled. */
export interface Day {
  readonly name: string;
  readonly hours: number;
  /** By the hours since the start; a new object begins a new regime. */
  readonly regimeAt: (hours: number) => Regime;
  /** How far above the optimum it may be once ten tasks of a regime were seen. Absent: nothing is promised. */
  readonly allowed?: number;
}

const calm: Regime = { name: 'calm', times: lognormal(90, 180) };
const loaded: Regime = { name: 'loaded', times: lognormal(420, 840) };
const usual: Regime = { name: 'usual', times: lognormal(120, 300) };
/** For a quarter of an hour, tasks are begun again when it is over. */
const restarted: Regime = {
  name: 'restarted',
  times: { share: (seconds) => usual.times.share(seconds - 900), longest: usual.times.longest + 900 },
};
/** From half to twice the documented times, once around the clock. */
const drift = Array.from({ length: 24 }, (_, hour): Regime => {
  const factor = 2 ** Math.sin((hour / 24) * 2 * Math.PI);
  return { name: 'drifting', times: lognormal(120 * factor, 300 * factor) };
});

export const days: readonly Day[] = [
  {
    name: 'two regimes by the hour',
    hours: 40,
    regimeAt: (hours) => (hours % 2 < 1 ? calm : loaded),
    allowed: 0.3,
  },
  { name: 'drifts over a day', hours: 48, regimeAt: (hours) => drift[Math.floor(hours) % 24] ?? usual },
  {
    name: 'restarts every six hours',
    hours: 48,
    regimeAt: (hours) => (hours % 6 >= 2 && hours % 6 < 2.25 ? restarted : usual),
  },
];

const everySeconds = 120;
/** Enough for all regimes of the first to have been seen. */
const warmUpHours = 4;
const enough = 10;

interface Seen {
  readonly at: number;
  readonly regimeSince: number;
  readonly seen: GenerationTime;
}

/** What was seen up to then, the newest first, as the table gives it. */
const estimateAt = (at: number, all: readonly Seen[]): Estimate =>
  estimateOf(
    { model, serviceTier: 'default' },
    all
      .filter((one) => one.at <= at)
      .sort((a, b) => b.at - a.at)
      .slice(0, 100)
      .map(({ seen }) => ({ ...seen, count: 1 })),
  );

export interface DayRow extends Point {
  readonly day: string;
  readonly regime: string;
  /** How many tasks of the regime had been seen to finish when these were registered. */
  readonly seen: 'fewer than ten' | 'ten and more';
  readonly optimum: number;
  readonly allowed?: number;
}

interface Tracked extends Point {
  readonly regime: Regime;
  readonly seen: DayRow['seen'];
}

/** A task every two minutes: each knows what was found until it was registered. */
const trackedOn = ({ hours, regimeAt }: Day): Tracked[] => {
  const random = seeded(17);
  const all: Seen[] = [];
  const tracked: Tracked[] = [];
  let [regime, regimeSince] = [regimeAt(0), 0];
  for (let at = 0; at < hours * 3_600; at += everySeconds) {
    const now = regimeAt(at / 3_600);
    if (now.name !== regime.name) regimeSince = at;
    regime = now;
    const finishes = timeAt(regime.times, random());
    const estimate = estimateAt(at, all);
    const { polls, delay, seen } = followOurs({ begins: 0, finishes }, 'default', estimate, random);
    const known = all.filter((one) => one.regimeSince === regimeSince && one.at <= at).length;
    if (at >= warmUpHours * 3_600) {
      tracked.push({ regime, seen: known < enough ? 'fewer than ten' : 'ten and more', polls, delay });
    }
    if (seen) all.push({ at: at + finishes + delay, regimeSince, seen });
  }
  return tracked;
};

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Each regime has its own optimum, at as many polls as it took. */
const optimumFor = (tracked: readonly Tracked[]): number => {
  const byTimes = Map.groupBy(tracked, ({ regime }) => regime.times);
  const sums = [...byTimes].map(([generation, tasks]) => {
    const optimum = optimumOf({ name: '', tier: 'default', generation, asDocumented: false });
    return tasks.length * delayAt(optimum, meanOf(tasks.map(({ polls }) => polls)));
  });
  return sums.reduce((sum, delay) => sum + delay, 0) / tracked.length;
};

export const rowsOfDay = (day: Day): DayRow[] =>
  [...Map.groupBy(trackedOn(day), ({ regime, seen }) => `${regime.name}, ${seen}`).values()].flatMap(
    (tasks) => {
      const [first] = tasks;
      if (!first) return [];
      return {
        day: day.name,
        regime: first.regime.name,
        seen: first.seen,
        polls: meanOf(tasks.map(({ polls }) => polls)),
        delay: meanOf(tasks.map(({ delay }) => delay)),
        optimum: optimumFor(tasks),
        ...(day.allowed !== undefined && { allowed: day.allowed }),
      };
    },
  );

export const dayTable = (rows: readonly DayRow[]): string =>
  table(
    ['changing', 'regime', 'seen of it', 'polls', 'mean delay', 'optimum', 'above it'],
    rows.map(({ day, regime, seen, polls, delay, optimum }) => [
      day,
      regime,
      seen,
      polls.toFixed(2),
      `${delay.toFixed(1)} s`,
      `${optimum.toFixed(1)} s`,
      percentAbove(delay, optimum),
    ]),
  );

/** A change is followed within ten tasks. */
export const missedByDays = (rows: readonly DayRow[]): string[] =>
  rows
    .filter(({ seen }) => seen === 'ten and more')
    .flatMap(({ day, regime, delay, optimum, allowed }) =>
      allowed === undefined || delay / optimum - 1 <= allowed
        ? []
        : [
            `${day}: ${regime}, after ten tasks ${percentAbove(delay, optimum)} above the optimum, more than ${allowed * 100} %`,
          ],
    );
