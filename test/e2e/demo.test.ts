import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { DemoResult } from '../../lib/local/demo/task-progress.ts';

const script = fileURLToPath(new URL('../../bin/demo.ts', import.meta.url));
const demo = async (...options: string[]): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)(process.execPath, [script, ...options], { maxBuffer: 2 ** 26 });

test('tracks several tasks to one verified callback each, and prints only the result as JSON', async () => {
  const { stdout } = await demo('--tasks', '5', '--speed', '60', '--json');
  const result = JSON.parse(stdout) as DemoResult;
  expect(result).toMatchObject({ ok: true, callbacksVerified: 5, escapes: [] });
  expect(
    result.tasks.map(({ status, callbacksReceived, failures }) => [status, callbacksReceived, failures]),
  ).toEqual(Array.from({ length: 5 }, () => ['completed', 1, []]));
  for (const { polls, video, callback } of result.tasks) {
    expect(polls).toBeGreaterThan(0); // On a busy machine the film is finished before the first.
    expect(video?.key).toMatch(/^videos\/.+\.mp4$/);
    expect(callback?.headers['webhook-signature']).toMatch(/^v1,/);
  }
});

test('prints a task’s steps in plain lines if there is no terminal', async () => {
  const { stdout } = await demo('--speed', '60');
  const printed = ['registered', 'poll 1', 'archiving', 'archived', 'callback', 'fetched', 'All of it held.'];
  const places = printed.map((word) => stdout.indexOf(word));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(stdout).not.toContain(String.fromCharCode(27));
});

test('ends with 1 if an option is wrong', async () => {
  await expect(demo('--tasks', 'many')).rejects.toMatchObject({ code: 1 });
  await expect(demo('--nonsense')).rejects.toMatchObject({ code: 1 });
});
