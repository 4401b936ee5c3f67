import { firstProvider } from '../lambdas/contract/provider-definition.ts';
import { endWithReader, inWords, readOptions, UsageError } from '../lib/local/command-line.ts';
import { manyTasksScreen } from '../lib/local/demo/many-tasks-screen.ts';
import { oneTaskScreen } from '../lib/local/demo/one-task-screen.ts';
import { runDemo } from '../lib/local/demo/run.ts';
import { jsonScreen, type Screen } from '../lib/local/demo/screen.ts';
import { terminal } from '../lib/local/demo/terminal.ts';
import { providersIn } from '../lib/local/provider/dialect.ts';

const help = `npm run demo [-- options]

  --tasks N   number of tasks (1)
  --speed N   clock speed, as a multiple of real time (15)
  --provider NAME
              whom the simulated provider speaks like (seedance)
  --keep      keep the local cloud and its console up until Ctrl-C
  --json      print only the result, as JSON
  -h, --help  print this
`;

const options = {
  tasks: { type: 'string', default: '1' },
  speed: { type: 'string', default: '15' },
  provider: { type: 'string', default: firstProvider },
  keep: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

const read = (): {
  tasks: number;
  speed: number;
  provider: string;
  keep: boolean;
  json: boolean;
  help: boolean;
} => {
  const values = readOptions(options);
  const tasks = Number(values.tasks);
  const speed = Number(values.speed);
  if (!Number.isInteger(tasks) || tasks < 1 || tasks > 1000)
    throw new UsageError('--tasks must be 1 to 1000');
  if (!(speed > 0 && speed <= 600)) throw new UsageError('--speed must be above 0, and 600 at most');
  const [provider = firstProvider] = providersIn(values.provider, '--provider');
  return { ...values, tasks, speed, provider };
};

const screenFor = ({ tasks, speed, json }: ReturnType<typeof read>): Screen => {
  if (json) return jsonScreen((text) => process.stdout.write(text));
  const shown = terminal(process.stdout);
  return tasks === 1 ? oneTaskScreen(shown, speed) : manyTasksScreen(shown, speed, tasks);
};

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());
endWithReader(process.stdout, process.stderr);
try {
  const settings = read();
  if (settings.help) process.stdout.write(help);
  else {
    const { ok } = await runDemo({ ...settings, screen: screenFor(settings), signal: stop.signal });
    process.exitCode = ok ? 0 : 1;
  }
} catch (error) {
  if (stop.signal.aborted) {
    process.stdout.write('\n');
    process.exitCode = 130;
  } else {
    process.stderr.write(`\n${inWords(error) ?? (error as Error).stack}\n`);
    if (error instanceof UsageError) process.stderr.write(`\n${help}`);
    process.exitCode = 1;
  }
}
