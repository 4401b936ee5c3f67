import { seeded } from '../../../lib/local/seeded.ts';
import { table } from '../table.ts';
import { type Scenario, scenarios } from './distributions.ts';
import { measureOurs } from './measure.ts';
import { delayAt, optimumOfLate, type Point } from './optimum.ts';
import { percentAbove } from './report.ts';

/** Registered up to four minutes after they began, and never seen queued: the first poll finds `processing`. */
const maxLate = 240;

export interface LateRow extends Point {
  readonly distribution: string;
  readonly answers: 'with created' | 'without created';
  readonly learnt: number;
  /** The delay of the optimum, which knows when they began, with as many polls. */
  readonly optimum: number;
}

export const lateRows = async (): Promise<LateRow[]> => {
  const rows: LateRow[] = [];
  for (const name of ['lognormal', 'twice as slow']) {
    const found = scenarios.find((scenario) => scenario.name === name);
    if (!found) throw new Error(`No distribution "${name}"`);
    const scenario: Scenario = { ...found, registered: (share) => share * maxLate };
    const random = seeded(3);
    const optimum = optimumOfLate(
      scenario,
      Array.from({ length: 500 }, () => Math.floor(random() * maxLate)),
    );
    for (const learnt of [0, 100]) {
      for (const answers of ['with created', 'without created'] as const) {
        const withoutCreated = answers === 'without created';
        const { polls, delay } = await measureOurs(scenario, learnt, learnt > 0 ? 10 : 1, { withoutCreated });
        const distribution = `${name}, registered late`;
        rows.push({ distribution, answers, learnt, polls, delay, optimum: delayAt(optimum, polls) });
      }
    }
  }
  return rows;
};

export const lateTable = (rows: readonly LateRow[]): string =>
  table(
    ['registered up to 4 min late', 'answers', 'tasks seen', 'polls', 'mean delay', 'optimum', 'above it'],
    rows.map(({ distribution, answers, learnt, polls, delay, optimum }) => [
      distribution,
      answers,
      `${learnt}`,
      polls.toFixed(2),
      `${delay.toFixed(1)} s`,
      `${optimum.toFixed(1)} s`,
      percentAbove(delay, optimum),
    ]),
  );

/** With `created` the time before the registration counts as known, and is learnt from; without it, it is not. */
export const missedByLate = (rows: readonly LateRow[]): string[] =>
  rows
    .filter(({ answers, learnt }) => answers === 'with created' && learnt === 100)
    .flatMap(({ distribution, delay, optimum }) =>
      delay / optimum <= 1.15
        ? []
        : [`${distribution}: ${percentAbove(delay, optimum)} above the optimum, more than 15 %`],
    );
