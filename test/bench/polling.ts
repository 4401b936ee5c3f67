import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scenarios } from './polling/distributions.ts';
import { plotOf } from './polling/plot.ts';
import { type Result, resultOf, tableOf } from './polling/report.ts';
import { missedTargets } from './polling/targets.ts';

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
  if (args.includes('--json')) process.stdout.write(`${JSON.stringify(results.map(jsonOf), undefined, 2)}\n`);
  if (args.includes('--plot')) writeFileSync(plotFile, plotOf(results));
  if (!args.includes('--check')) return;
  const missed = missedTargets(results);
  process.stderr.write(missed.length === 0 ? 'All targets are met.\n' : `${missed.join('\n')}\n`);
  if (missed.length > 0) process.exitCode = 1;
};
