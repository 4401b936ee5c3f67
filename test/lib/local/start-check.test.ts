import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectFolder } from '../../../lib/local/cloud/assembly/synth.ts';

interface Machine {
  readonly version: string;
  readonly platform: string;
  readonly has: (path: string) => boolean;
}
const { plan } = createRequire(import.meta.url)('../../../bin/run.cjs') as {
  plan(name: string, machine: Machine): { readonly problem?: string; readonly node?: string };
};
const machine = (change: Partial<Machine> = {}): Machine => ({
  version: 'v24.1.0',
  platform: 'linux',
  has: () => true,
  ...change,
});

it('a command runs at once under a new enough Node', () => {
  expect(plan('demo', machine())).toEqual({});
  expect(plan('demo', machine({ version: 'v100.0.0', platform: 'darwin' }))).toEqual({});
});

it('an old Node runs a command under the installed one', () => {
  expect(plan('demo', machine({ version: 'v18.20.0' }))).toEqual({ node: 'node_modules/node/bin/node' });
});

it.each([
  ['npm ci was forgotten', { has: () => false }, /not installed.*\n\n {2}npm ci$/],
  [
    'npm ci left out development dependencies',
    { has: (path: string) => !path.includes('dynalite') },
    /\(dynalite\)[\s\S]*npm ci --include=dev$/,
  ],
  [
    'install scripts are off and Node is old',
    { version: 'v20.1.0', has: (path: string) => !path.includes('/bin/node') },
    /This is Node v20\.1\.0[\s\S]*--ignore-scripts[\s\S]*npm rebuild node/,
  ],
  ['Windows runs it', { platform: 'win32' }, /cmd\.exe[\s\S]*WSL 2/],
])('a command says what to do if %s, in 80 columns', (_, change, words) => {
  const { problem = '' } = plan('demo', machine(change));
  expect(problem).toMatch(words);
  expect(problem.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

it('the CDK app may run on Windows', () => {
  expect(plan('app', machine({ platform: 'win32' }))).toEqual({});
});

it('a clone without dependencies says so, and no stack trace', async () => {
  const clone = await mkdtemp(join(tmpdir(), 'clone-'));
  await mkdir(join(clone, 'bin'));
  await cp(join(projectFolder, 'bin/run.cjs'), join(clone, 'bin/run.cjs'));
  await writeFile(join(clone, 'package.json'), '{"type":"module"}');
  const { status, stderr } = spawnSync(process.execPath, [join(clone, 'bin/run.cjs'), 'demo']);
  expect(status).toBe(1);
  expect(String(stderr)).toContain('npm ci');
  expect(String(stderr)).not.toContain('    at ');
  await rm(clone, { recursive: true });
});

it('every script that runs TypeScript goes through the check, and its file exists', async () => {
  const { default: description } = await import('../../../package.json', { with: { type: 'json' } });
  const { default: cdk } = await import('../../../cdk.json', { with: { type: 'json' } });
  const scripts = Object.entries({ ...description.scripts, app: cdk.app }).filter(
    ([name]) => name !== 'prepack',
  );
  expect(scripts.filter(([, script]) => /^node (?!bin\/run\.cjs )\S+\.ts$/.test(script))).toEqual([]);
  const commands = scripts.flatMap(([, script]) => /^node bin\/run\.cjs (\S+)$/.exec(script)?.[1] ?? []);
  expect(commands).toEqual(expect.arrayContaining(['demo', 'local', 'chaos', 'openapi', 'app']));
  for (const name of commands) {
    expect(existsSync(join(projectFolder, name.endsWith('.ts') ? name : `bin/${name}.ts`))).toBe(true);
  }
});

it('arguments and the exit code pass through it', () => {
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, ['bin/run.cjs', ...args], { cwd: projectFolder });
  const help = run('demo', '-h');
  expect([help.status, String(help.stdout).split('\n')[0]]).toEqual([0, 'npm run demo [-- options]']);
  const wrong = run('chaos', '--tasks', 'many');
  expect(wrong.status).toBe(2);
  expect(String(wrong.stderr)).toMatch(/^\n--tasks must be a whole number from 1 to 100000\n\nnpm run chaos/);
});
