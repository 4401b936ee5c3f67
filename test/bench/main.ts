import { inWords } from '../../lib/local/command-line.ts';
import { startProgress } from './progress.ts';

interface Benchmark {
  readonly load: () => Promise<{ run(args: string[]): Promise<void> }>;
  /** Real seconds on two cores. */
  readonly seconds: number;
  readonly measures: string;
}

const benchmarks: Readonly<Record<string, Benchmark>> = {
  api: { load: () => import('./api.ts'), seconds: 30, measures: 'time and AWS requests of each route' },
  archive: {
    load: () => import('./archive.ts'),
    seconds: 1_800,
    measures: 'copies against other ways to copy',
  },
  cold: { load: () => import('./cold.ts'), seconds: 30, measures: 'how long each function takes to load' },
  cost: { load: () => import('./cost.ts'), seconds: 15, measures: 'AWS costs of a task, from counted calls' },
  polling: {
    load: () => import('./polling.ts'),
    seconds: 300,
    measures: 'polling schedules against the optimum',
  },
  recovery: {
    load: () => import('./recovery.ts'),
    seconds: 100,
    measures: 'a thousand missed events, sent again',
  },
};

const usage = `npm run bench -- NAME [options]

${Object.entries(benchmarks)
  .map(([name, { measures, seconds }]) => {
    const time = seconds < 60 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
    return `  ${name.padEnd(9)}${measures} (about ${time})`;
  })
  .join('\n')}

  --json      print the figures as JSON
  --check     end with 1 if a target is missed
  -h, --help  print this
`;

const [name = '', ...args] = process.argv.slice(2);
const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
if ([name, ...args].some((word) => word === '-h' || word === '--help')) process.stdout.write(usage);
else if (!benchmark) {
  process.stderr.write(name === '' ? usage : `No benchmark is called "${name}"\n\n${usage}`);
  process.exitCode = 2;
} else {
  const stop = startProgress(name, benchmark.seconds, process.stderr);
  try {
    await (await benchmark.load()).run(args);
  } catch (error) {
    process.stderr.write(`\n${inWords(error) ?? (error as Error).stack}\n`);
    process.exitCode = 2;
  } finally {
    stop();
  }
}
