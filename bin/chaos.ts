import { parseArgs } from 'node:util';
import { buildWithout, isProtection, protections } from '../lib/local/chaos/broken-builds.ts';
import { report } from '../lib/local/chaos/report.ts';
import { type Progress, runChaos } from '../lib/local/chaos/run.ts';

const help = `npm run chaos -- [options]

  --tasks N   so many tasks of mixed fates (1000)
  --seed N    what goes wrong, and with whom: the same for the same seed (1)
  --speed N   run the clock so many times as fast (600)
  --calm      nothing goes wrong but what the tasks' own fates say
  --without P take a protection out of the product, so that the run fails:
${Object.entries(protections)
  .map(([name, { what }]) => `                "${name}": ${what}`)
  .join('\n')}
  --help      print this

Ends 0 only if nothing was lost and nothing is wrong.
`;

const options = {
  tasks: { type: 'string', default: '1000' },
  seed: { type: 'string', default: '1' },
  speed: { type: 'string', default: '600' },
  calm: { type: 'boolean', default: false },
  without: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

const whole = (name: string, text: string, least: number, most: number): number => {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new Error(`--${name} must be a whole number from ${least} to ${most}`);
};

const showProgress = ({ registered, of, called, faults, open }: Progress): void => {
  if (!process.stderr.isTTY) return;
  const left = open === undefined ? '' : `, ${open} open`;
  process.stderr.write(
    `\r\x1b[K${registered} of ${of} registered, ${called} called${left}, ${faults} faults`,
  );
};

try {
  const { values } = parseArgs({ options });
  if (values.help) process.stdout.write(help);
  else {
    const tasks = whole('tasks', values.tasks, 1, 10_000);
    const speed = whole('speed', values.speed, 1, 2_000);
    const { seed, calm, without } = values;
    if (without !== undefined && !isProtection(without)) throw new Error(`Nothing is called "${without}"`);
    const assembly = without === undefined ? undefined : await buildWithout(without);
    const settings = { tasks, seed, speed, calm, ...(assembly !== undefined && { assembly }) };
    const result = await runChaos({ ...settings, onProgress: showProgress });
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    const product = without === undefined ? '' : `, without ${without}`;
    const headline = `Chaos: ${tasks} tasks, seed ${seed}, ${speed} times as fast${product}`;
    process.stdout.write(report(result, headline));
    process.exitCode = result.findings.length === 0 ? 0 : 1;
  }
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 2;
}
