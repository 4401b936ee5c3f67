import { rm } from 'node:fs/promises';
import { firstProvider } from '../lambdas/contract/provider-definition.ts';
import { report } from '../lib/local/chaos/check/report.ts';
import { expectedDuration, timeLeft } from '../lib/local/chaos/estimate.ts';
import { buildWithout, isProtection, protections } from '../lib/local/chaos/faults/broken-builds.ts';
import { heavyFaults, noFaults } from '../lib/local/chaos/faults/fault-profile.ts';
import { outages } from '../lib/local/chaos/faults/outages.ts';
import { type RunProgress, type RunSettings, runChaos } from '../lib/local/chaos/run.ts';
import { runSoak } from '../lib/local/chaos/soak.ts';
import { isFlat, sampleLine, soakVerdict } from '../lib/local/chaos/soak-verdict.ts';
import { trials } from '../lib/local/chaos/trials.ts';
import { endWithReader, inWords, readOptions, UsageError } from '../lib/local/command-line.ts';
import { providersIn } from '../lib/local/provider/dialect.ts';

const help = `npm run chaos -- [options]

  --tasks N   number of tasks, of mixed scenarios (1000)
  --seed N    decides what goes wrong: the same seed, the same faults (1)
  --speed N   clock speed, as a multiple of real time (600)
  --providers NAMES
              tasks of these, too, beside seedance: ark,fal,openai
  --event-bus events are put on a bus, too, which fails like all else
  --calm      inject no faults beyond the scenarios' own
  --trial P   a small run that the product passes thanks to one protection
  --without P the same without that protection, so that it fails:
${Object.entries(protections)
  .map(([name, { what }]) => `      ${name.includes(' ') ? `"${name}"` : name}: ${what}`)
  .join('\n')}
  --soak      many quick tasks (5000), no faults: checks memory and handles
  -h, --help  print this

Exit code 0 only if nothing was lost or wrong; after a soak, only if memory
and handles did not grow.
`;

const options = {
  tasks: { type: 'string' },
  seed: { type: 'string', default: '1' },
  speed: { type: 'string', default: '600' },
  providers: { type: 'string' },
  'event-bus': { type: 'boolean', default: false },
  calm: { type: 'boolean', default: false },
  soak: { type: 'boolean', default: false },
  trial: { type: 'string' },
  without: { type: 'string' },
} as const;

const whole = (name: string, text: string, least: number, most: number): number => {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new UsageError(`--${name} must be a whole number from ${least} to ${most}`);
};

/** Real milliseconds between two progress lines in a pipe. */
const lineEvery = 10_000;
let lastLine = 0;
const estimate = timeLeft();

const showProgress = (progress: RunProgress): void => {
  const { registered, of, called, faults, open } = progress;
  const left = open === undefined ? '' : `, ${open} open`;
  const remaining = estimate(progress, performance.now() / 1000);
  const line = `${registered}/${of} registered, ${called} called${left}, ${faults} faults, ${remaining}`;
  // A line that wraps could not be replaced.
  const columns = process.stderr.columns ?? 80;
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line.slice(0, columns - 1)}`);
  else if (performance.now() - lastLine > lineEvery) {
    lastLine = performance.now();
    process.stderr.write(`${(lastLine / 1000).toFixed(0)} s: ${line}\n`);
  }
};

const soak = async (tasks: number, speed: number): Promise<boolean> => {
  const result = await runSoak({
    tasks,
    speed,
    onSample: (sample) => process.stdout.write(`${sampleLine(sample)}\n`),
  });
  process.stdout.write(soakVerdict(result));
  return isFlat(result);
};

const play = async (settings: RunSettings, headline: string): Promise<boolean> => {
  const result = await runChaos({ ...settings, onProgress: showProgress });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  process.stdout.write(report(result, `Chaos: ${headline}, seed ${settings.seed}`));
  return result.findings.length === 0;
};

const chaos = (
  tasks: number,
  seed: string,
  speed: number,
  {
    calm: isCalm,
    providers,
    'event-bus': eventBus,
  }: { readonly calm: boolean; readonly providers?: string | undefined; readonly 'event-bus': boolean },
): Promise<boolean> => {
  const others = providers === undefined ? [] : providersIn(providers, '--providers');
  const among = others.length > 0 ? { providers: [...new Set([firstProvider, ...others])] } : {};
  const profile = isCalm ? { profile: noFaults } : { profile: heavyFaults, outages };
  process.stderr.write(`${tasks} tasks: about ${expectedDuration(tasks)} on two cores\n`);
  return play(
    { tasks, seed, speed, ...profile, ...among, eventBus },
    `${tasks} tasks, ${speed} times as fast`,
  );
};

const tryOut = async (name: string, seed: string, speed: number, broken: boolean): Promise<boolean> => {
  if (!isProtection(name)) throw new UsageError(`No protection is called "${name}"`);
  const trial = { ...trials[name], seed, speed };
  if (!broken) return play(trial, `the trial of ${name}`);
  const assembly = await buildWithout(name);
  try {
    return await play({ ...trial, assembly }, `the trial of ${name}, without it`);
  } finally {
    await rm(assembly, { recursive: true });
  }
};

endWithReader(process.stdout, process.stderr);
try {
  const values = readOptions(options);
  if (values.help) process.stdout.write(help);
  else {
    const tasks = whole('tasks', values.tasks ?? (values.soak ? '5000' : '1000'), 1, 100_000);
    const speed = whole('speed', values.speed, 1, 2_000);
    const { seed, trial, without } = values;
    const tried = without ?? trial;
    const held =
      tried !== undefined
        ? tryOut(tried, seed, speed, without !== undefined)
        : values.soak
          ? soak(tasks, speed)
          : chaos(tasks, seed, speed, values);
    process.exitCode = (await held) ? 0 : 1;
  }
} catch (error) {
  process.stderr.write(`\n${inWords(error) ?? (error as Error).stack}\n`);
  if (error instanceof UsageError) process.stderr.write(`\n${help}`);
  process.exitCode = 2;
}
