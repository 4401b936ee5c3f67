import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { days, dayTable, missedByDays, rowsOfDay } from './polling/by-the-hour.ts';
import { scenarios } from './polling/distributions.ts';
import { lateRows, lateTable, missedByLate } from './polling/late.ts';
import { plotOf } from './polling/plot.ts';
import { type Result, resultOf, tableOf } from './polling/report.ts';
import { knownMisses, missedTargets } from './polling/targets.ts';

const plotFile = join(import.meta.dirname, '../../docs/polling.svg');

const jsonOf = ({ scenario, rows, optimum, byPolls }: Result) => ({
  distribution: scenario.name,
  tier: scenario.tier,
  schedules: rows,
  optimum,
  ...(byPolls && { optimumByPolls: byPolls }),
});

/**
 * Simulates schedules over named distributions and measures them against the optimum, which it computes. All of it is
 * drawn from fixed seeds. `--plot` draws docs/polling.svg anew.
 */
export const run = async (args: string[]): Promise<void> => {
  const results: Result[] = [];
  for (const scenario of scenarios) {
    const result = await resultOf(scenario);
    results.push(result);
    if (!args.includes('--json')) process.stdout.write(`${tableOf(result)}\n`);
  }
  const [changing, late] = [days.flatMap(rowsOfDay), await lateRows()];
  if (args.includes('--json')) {
    const figures = { distributions: results.map(jsonOf), late, changing };
    process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`);
  } else process.stdout.write(`${lateTable(late)}\n${dayTable(changing)}`);
  if (args.includes('--plot'))
    writeFileSync(plotFile, plotOf(results.filter(({ scenario }) => !scenario.heldOut)));
  if (!args.includes('--check')) return;
  const missed = [...missedTargets(results), ...missedByLate(late), ...missedByDays(changing)];
  for (const known of knownMisses(results)) process.stderr.write(`A known miss: ${known}\n`);
  process.stderr.write(missed.length === 0 ? 'All other targets are met.\n' : `${missed.join('\n')}\n`);
  if (missed.length > 0) process.exitCode = 1;
};
