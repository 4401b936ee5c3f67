import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type FunctionName, functionNames } from '../../lambdas/contract/functions.ts';
import { type BundleWay, bundle } from '../support/bundle.ts';
import { table } from './table.ts';

/** What a cold start adds before the first line of a handler runs: the size of the bundle, and the time to load it. */

const ways: readonly BundleWay[] = ['ours', 'cdk'];
/** `query-task` and `deliver-callback` are what a task waits for: at most this part of what CDK's defaults take. */
const targets: Partial<Record<FunctionName, number>> = { 'query-task': 0.7, 'deliver-callback': 0.7 };
const mostBytes = 600_000;

const inProcess = promisify(execFile);

/** Milliseconds of loading a bundle in a fresh process. */
const load = async (path: string): Promise<number> => {
  const script = `const began = performance.now(); require(${JSON.stringify(path)});
    process.stdout.write(String(performance.now() - began)); process.exit();`;
  const { stdout } = await inProcess(process.execPath, ['-e', script]);
  return Number(stdout);
};

const measure = async (name: FunctionName, rounds: number) => {
  const [ours, cdk] = await Promise.all(ways.map((way) => bundle(name, way)));
  if (!ours || !cdk) throw new Error('Nothing was bundled');
  const times = { ours: [] as number[], cdk: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    // In turn, so that both meet the same machine.
    times.ours.push(await load(ours.path));
    times.cdk.push(await load(cdk.path));
  }
  // The fastest is the one that other work on the machine disturbed least.
  const [milliseconds, cdkMilliseconds] = [Math.min(...times.ours), Math.min(...times.cdk)];
  const ratio = milliseconds / cdkMilliseconds;
  const target = targets[name];
  return {
    function: name,
    kilobytes: Math.round(ours.bytes / 1000),
    milliseconds,
    cdkKilobytes: Math.round(cdk.bytes / 1000),
    cdkMilliseconds,
    ratio,
    target,
    held: ours.bytes <= mostBytes && ratio <= (target ?? Number.POSITIVE_INFINITY),
  };
};

/** `--rounds N`: fresh processes for each bundle. `--check` ends 1 where a bundle is too large or loads too slowly. */
export const run = async (args: readonly string[]): Promise<void> => {
  const rounds = Number(args[args.indexOf('--rounds') + 1] ?? 0) || 15;
  const results = [];
  for (const name of functionNames) results.push(await measure(name, rounds));
  if (args.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ node: process.version, rounds, results }, null, 2)}\n`);
  } else {
    const rows = results.map((result) => [
      result.function,
      `${result.kilobytes} KB`,
      `${result.milliseconds.toFixed(0)} ms`,
      `${result.cdkKilobytes} KB + SDK`,
      `${result.cdkMilliseconds.toFixed(0)} ms`,
      result.ratio.toFixed(2),
      result.target === undefined ? '' : `≤ ${result.target}`,
    ]);
    process.stdout.write(
      `Loading each function in a fresh process, fastest of ${rounds} (Node ${process.version})\n\n` +
        table(['function', 'bundle', 'loads in', 'CDK’s defaults', 'load in', 'ratio', 'target'], rows),
    );
  }
  if (args.includes('--check') && results.some(({ held }) => !held)) process.exitCode = 1;
};
