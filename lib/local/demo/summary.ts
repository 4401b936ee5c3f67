import { cutJson, duration, fold } from './format.ts';
import type { DemoResult, TaskResult } from './task-progress.ts';
import type { Terminal } from './terminal.ts';

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** JSON with coloured names. */
const painted = ({ colors, columns }: Terminal, json: string): readonly string[] =>
  json
    .split('\n')
    .map((line) => cutJson(line, columns - 2))
    .map((line) =>
      line.replace(/^( *)("[^"]+")(:)/, (_, space, name, colon) => `${space}${colors.cyan(name)}${colon}`),
    );

const nameWidth = 20;

const row = (terminal: Terminal, name: string, value: string): void => {
  const [first = '', ...more] = value
    .split('\n')
    .flatMap((line) => fold(line, terminal.columns - nameWidth - 2));
  terminal.print(`  ${terminal.colors.dim(name.padEnd(nameWidth))}${first}`);
  for (const line of more) terminal.print(`  ${' '.repeat(nameWidth)}${line}`);
};

const printCallback = (terminal: Terminal, { callback }: TaskResult): void => {
  if (!callback) return;
  terminal.print();
  terminal.print(`  ${terminal.colors.bold('The callback')}`);
  const shown = ['content-type', 'user-agent', 'webhook-id', 'webhook-timestamp', 'webhook-signature'];
  for (const name of shown) {
    const value = callback.headers[name];
    if (value === undefined) continue;
    row(terminal, name, name === 'webhook-signature' ? value.replaceAll(' ', '\n') : value);
  }
  terminal.print();
  // A presigned link is some 500 characters.
  const shortened = (key: string, value: unknown): unknown =>
    key === 'url' ? String(value).replace(/\?.*/, '?…') : value;
  for (const line of painted(terminal, JSON.stringify(callback.body, shortened, 2)))
    terminal.print(`  ${line}`);
};

/** The demo's last lines: the outcome, and what did not hold. */
export const printSummary = (terminal: Terminal, result: DemoResult): void => {
  const { colors, print } = terminal;
  const { tasks } = result;
  const [only] = tasks;
  print();
  if (tasks.length === 1 && only) {
    const delay = only.secondsFromFinishedToCallback;
    row(terminal, 'polls', String(only.polls));
    if (delay !== null) {
      row(
        terminal,
        'finish → callback',
        `${duration(delay)} on the clock, ${(delay / result.speed).toFixed(1)} s here`,
      );
    }
    if (only.video) row(terminal, 'object', `s3://${only.video.bucket}/${only.video.key}`);
    printCallback(terminal, only);
  } else {
    const delays = tasks.flatMap((task) => task.secondsFromFinishedToCallback ?? []);
    row(
      terminal,
      'callbacks verified',
      `${result.callbacksVerified} of ${tasks.length}${result.ok ? ', each exactly once' : ''}`,
    );
    row(terminal, 'polls a task', mean(tasks.map(({ polls }) => polls)).toFixed(1));
    const delayed = `${duration(median(delays))} (median), ${duration(Math.max(...delays))} at most`;
    if (delays.length > 0) row(terminal, 'finish → callback', delayed);
  }
  print();
  for (const { taskId, failures } of tasks) {
    for (const failure of failures) print(`  ${colors.red('✕')} ${taskId}: ${failure}`);
  }
  for (const host of result.escapes) print(`  ${colors.red('✕')} Something tried to reach ${host}`);
  const took = colors.dim(`${result.seconds.toFixed(1)} s, ${result.peakMemoryMb} MB of memory at most`);
  print(
    result.ok
      ? `  ${colors.green(colors.bold('All of it held.'))}  ${took}`
      : `  ${colors.red(colors.bold('Not all of it held.'))}  ${took}`,
  );
  if (result.ok)
    print(`  ${colors.dim('npm start keeps the local cloud running, to be called as you like.')}`);
  print();
};
