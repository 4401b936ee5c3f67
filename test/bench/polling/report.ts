import { table } from '../table.ts';
import type { Scenario } from './distributions.ts';
import { type Measured, measureOurs, measurePlain, plainSchedules } from './measure.ts';
import { delayAt, optimumOf, type Point } from './optimum.ts';
import { optimumByPolls } from './optimum-by-polls.ts';

export interface Row extends Measured {
  readonly schedule: string;
  /** The optimum's mean delay with as many polls. */
  readonly optimum: number;
  /** The same of the one that sees only what polls show: with a queue. */
  readonly byPolls?: number;
  readonly transitions: number;
  /** For a million tasks, in US dollars. */
  readonly dollars: number;
}

export interface Result {
  readonly scenario: Scenario;
  readonly rows: readonly Row[];
  readonly optimum: readonly Point[];
  readonly byPolls?: readonly Point[];
}

/** Each poll is a Wait, a Task and a Choice; the one at registration has no Wait. */
const transitionsPerPoll = 3;
const transitionsAtRegistration = 2;
/** Standard workflows in most regions. */
const dollarsPerMillionTransitions = 25;

const rowOf = (
  schedule: string,
  measured: Measured,
  { optimum, byPolls }: Pick<Result, 'optimum' | 'byPolls'>,
): Row => {
  const transitions = transitionsAtRegistration + transitionsPerPoll * measured.polls;
  return {
    schedule,
    ...measured,
    optimum: delayAt(optimum, measured.polls),
    ...(byPolls && { byPolls: delayAt(byPolls, measured.polls) }),
    transitions,
    dollars: transitions * dollarsPerMillionTransitions,
  };
};

const learnt = { 'ours, cold': [0, 1], 'ours after 20': [20, 40], 'ours after 100': [100, 10] } as const;

export const resultOf = async (scenario: Scenario): Promise<Result> => {
  const optima = {
    optimum: optimumOf(scenario),
    ...(scenario.queue && { byPolls: optimumByPolls(scenario) }),
  };
  const rows: Row[] = [];
  for (const name of Object.keys(plainSchedules) as (keyof typeof plainSchedules)[]) {
    // The provider asks for a minute at least in the offline tier.
    if (scenario.tier === 'flex' && name === 'fixed 30') continue;
    rows.push(rowOf(name, measurePlain(scenario, name), optima));
  }
  for (const [name, [tasks, histories]] of Object.entries(learnt)) {
    rows.push(rowOf(name, await measureOurs(scenario, tasks, histories), optima));
  }
  return { scenario, rows, ...optima };
};

const heads = ['polls', 'mean delay', 'p95', 'optimum', 'above it', 'transitions', '$ per million'];
/** With a queue, "the optimum" is told when processing begins; this one is not. */
const headsByPolls = ['optimum by polls', 'above that'];

export const percentAbove = (delay: number, optimum: number): string =>
  `${Math.round((delay / optimum - 1) * 100)} %`;

const cells = (row: Row): string[] => [
  row.schedule,
  row.polls.toFixed(2),
  `${row.delay.toFixed(1)} s`,
  `${row.p95.toFixed(1)} s`,
  `${row.optimum.toFixed(1)} s`,
  percentAbove(row.delay, row.optimum),
  row.transitions.toFixed(1),
  row.dollars.toFixed(0),
  ...(row.byPolls === undefined ? [] : [`${row.byPolls.toFixed(1)} s`, percentAbove(row.delay, row.byPolls)]),
];

export const tableOf = ({ scenario, rows, byPolls }: Result): string =>
  table([scenario.name, ...heads, ...(byPolls ? headsByPolls : [])], rows.map(cells));
