import { Assembly } from '../../lib/local/cloud/assembly/assembly.ts';
import { projectAssembly } from '../../lib/local/cloud/cloud.ts';
import { prices } from '../../lib/prices.ts';
import {
  asDurable,
  assumed,
  containerAMonth,
  containerPerVideo,
  dollarsOf,
  quantitiesOf,
  sumOf,
} from './cost/bill.ts';
import { standingCosts } from './cost/standing.ts';
import { follow } from './cost/usage.ts';
import { scenarios } from './polling/distributions.ts';
import { measureOurs, measurePlain } from './polling/measure.ts';
import { table } from './table.ts';

const money = (dollars: number): string => `$${dollars.toFixed(dollars < 10 ? 3 : 2)}`;

/** Dollars of 1,000 videos of 720p in the documented time, beside other ways to do the same. */
export const run = async (args: readonly string[]): Promise<void> => {
  const scenario = scenarios.find(({ name }) => name === 'lognormal');
  if (!scenario) throw new Error('The documented times are gone');
  const { polls } = await measureOurs(scenario, 100, 4);
  const fixed = measurePlain(scenario, 'fixed 30').polls;
  const [few, many] = [await follow(100), await follow(900)];

  const ours = quantitiesOf(polls, few, many);
  const ways = {
    'this relay': dollarsOf(ours),
    'the same, polling every 30 s': dollarsOf(quantitiesOf(fixed, few, many)),
    'the same as a durable function': dollarsOf(asDurable(polls, ours)),
  };
  const assembly = await Assembly.read(await projectAssembly());
  const standing = standingCosts(assembly.template, new Set([...few.series, ...many.series]).size);
  const volumes = [1_000, 10_000, 100_000];
  const container = volumes.map(
    (videos) => containerAMonth / (videos / 1000) + containerPerVideo(ours) * 1000,
  );
  const result = {
    prices,
    assumed,
    polls: { ours: polls, fixed },
    perVideo: ours,
    ways,
    standing,
    container,
  };
  if (args.includes('--json')) {
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return;
  }

  const services = Object.keys(ways['this relay']);
  const rows = Object.entries(ways).map(([way, dollars]) => [
    way,
    ...services.map((service) => money((dollars[service] ?? 0) * 1000)),
    money(sumOf(dollars) * 1000),
  ]);
  process.stdout.write(
    [
      `Dollars per 1,000 videos (${prices.region}, ${prices.readOn}); ${polls.toFixed(2)} polls a video, ` +
        `${fixed.toFixed(2)} every 30 s\n`,
      table(['', ...services, 'in all'], rows),
      `A container of 0.25 vCPU and 0.5 GB, always on (${money(containerAMonth)} a month), per 1,000 videos\n`,
      table(['videos a month', ...volumes.map(String)], [['in all', ...container.map(money)]]),
      `Standing, a month: ${Object.entries(standing)
        .map(([name, dollars]) => `${name} ${money(dollars)}`)
        .join(', ')}; ` + `in all ${money(sumOf(standing))}\n`,
      table(
        ['one video', ...Object.keys(ours)],
        [
          [
            '',
            ...Object.values(ours).map((amount) =>
              amount < 0.01 ? amount.toExponential(1) : amount.toFixed(2),
            ),
          ],
        ],
      ),
    ].join('\n'),
  );
};
