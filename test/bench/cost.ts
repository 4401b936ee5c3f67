import { prices } from '../../lib/prices.ts';
import { assumed, containerAMonth } from './cost/bill.ts';
import { money, tablesOf, writeTables } from './cost/document.ts';
import { costFigures, volumes } from './cost/figures.ts';
import { table } from './table.ts';

const rounded = (amount: number): string => (amount < 0.01 ? amount.toExponential(1) : amount.toFixed(2));

/** Dollars of 1,000 videos of 720p in the documented time, and other ways to do the same. `--write` updates docs/cost.md. */
export const run = async (args: readonly string[]): Promise<void> => {
  const figures = await costFigures();
  if (args.includes('--write')) writeTables(figures);
  if (args.includes('--json')) {
    const { counted: _, ...rest } = figures;
    process.stdout.write(`${JSON.stringify({ prices, assumed, ...rest }, null, 2)}\n`);
    return;
  }
  const { polls, perVideo, container, series } = figures;
  const tables = tablesOf(figures);
  process.stdout.write(
    [
      `Dollars per 1,000 videos (${prices.region}, ${prices.readOn}); ${polls.tasks.toFixed(2)} polls of a video that is ` +
        `registered, ${polls.videos.toFixed(2)} of one that is created, ${polls.fixed.toFixed(2)} every 30 s\n`,
      tables['per 1,000 videos'] ?? '',
      `A container of 0.25 vCPU and 0.5 GB, always on (${money(containerAMonth)} a month), per 1,000 videos\n`,
      table(['videos a month', ...volumes.map(String)], [['in all', ...container.map(money)]]),
      `A month without any video (${series} metrics written for videos that go well)\n`,
      tables['per month'] ?? '',
      table(['one video', ...Object.keys(perVideo)], [['', ...Object.values(perVideo).map(rounded)]]),
    ].join('\n'),
  );
};
