import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { projectFolder } from '../../../lib/local/cloud/assembly/synth.ts';

const children: ChildProcess[] = [];
/** `npm start`, without npm. */
const start = (...options: readonly string[]) => {
  const child = spawn(process.execPath, ['bin/local.ts', ...options], { cwd: projectFolder });
  children.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
  const ended = new Promise<number | null>((done) => child.on('close', done));
  const until = (pattern: RegExp) => expect.poll(() => said).toMatch(pattern);
  return { child, ended, until, said: () => said };
};
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** The request that is printed, as curl would send it. */
const printedRegistration = (said: string) => {
  const [, url = '', key = '', body = ''] =
    /^curl -s '(http[^']+\/tasks)' \\\n {2}-H 'x-api-key: ([^']+)' \\\n[^\n]+\\\n {2}-d '([^']+)'/m.exec(
      said,
    ) ?? [];
  return { url, key, body };
};
const register = async (said: string, change: (body: string) => string = (body) => body) => {
  const { url, key, body } = printedRegistration(said);
  const headers = { 'x-api-key': key, 'content-type': 'application/json' };
  return fetch(url, { method: 'POST', headers, body: change(body) });
};
const stop = async ({ child, ended }: ReturnType<typeof start>) => {
  child.kill('SIGINT');
  expect(await ended).toBe(0);
};
const introductionOf = (said: string): string[] => said.slice(0, said.indexOf('\nready\n')).split('\n');

describe('npm start', () => {
  it('prints a request that leads to a callback, and ends on Ctrl-C', async () => {
    const started = start('--speed', '600');
    await started.until(/^ready$/m);
    expect((await register(started.said())).status).toBe(202);
    await started.until(/^callback .*"video\.completed"/m);
    await started.until(/A task was registered/);
    await stop(started);
  });

  it('prints an introduction of 80 columns that says how long a callback takes', async () => {
    const started = start();
    await started.until(/^ready$/m);
    expect(introductionOf(started.said()).filter((line) => line.length > 80)).toEqual([]);
    expect(started.said()).toContain('The callback arrives about 3 min to 5 min later');
    await stop(started);
  });

  it('keeps running after a task id with line separators and terminal escapes', async () => {
    const started = start('--speed', '600');
    await started.until(/^ready$/m);
    const strange = '\u2028strange\u2029\u001b[2J\u202e';
    const registered = await register(started.said(), (body) =>
      body.replace(/"taskId":"[^"]+"/, `"taskId":${JSON.stringify(strange)}`),
    );
    expect(registered.status).toBeLessThan(500);
    expect((await register(started.said())).status).toBe(202);
    await started.until(/^callback .*"video\.completed"/m);
    for (const sign of ['\u001b', '\u202e']) expect(started.said()).not.toContain(sign);
    await stop(started);
  });

  it('goes on with old data: open tasks, the simulated provider and all addresses', async () => {
    const data = await mkdtemp(join(tmpdir(), 'start-'));
    const before = start('--speed', '60', '--data', data);
    await before.until(/^ready$/m);
    expect((await register(before.said())).status).toBe(202);
    const { body } = printedRegistration(before.said());
    const { taskId } = JSON.parse(body) as { taskId: string };
    const second = start('--data', data);
    expect(await second.ended).toBe(1);
    expect(second.said()).toContain(`${data} is in use by another local cloud (process ${before.child.pid})`);
    await stop(before);

    const after = start('--speed', '600', '--data', data);
    await after.until(/^ready$/m);
    expect(after.said()).toMatch(new RegExp(`1 task is open from the last start:\n  ${taskId}\n`));
    const addresses = (said: string) =>
      introductionOf(said).filter((line) => /^(API|Provider|Receiver) /.test(line));
    expect(addresses(after.said())).toEqual(addresses(before.said()));
    await after.until(new RegExp(`^callback .*"video\\.completed".*"${taskId}"`, 'm'));
    await stop(after);
    await rm(data, { recursive: true });
  });

  it.each([
    [['--speed', 'fast'], '--speed must be'],
    [['--port', '1e9'], '--port must be'],
    [['--provider', 'https://example.com'], '--provider needs --provider-key'],
    [['--provider-key', 'key'], '--provider-key needs --provider'],
    [['--provider', 'example.com', '--provider-key', 'key'], '--provider must be an http(s) URL'],
    [['--provider', 'ftp://example.com', '--provider-key', 'key'], '--provider must be an http(s) URL'],
    [['--provider', 'http://example.com', '--provider-key', 'key'], '--provider must be https'],
    [['--provider', 'https://example.com/?a=b', '--provider-key', 'key'], 'without a query'],
    [['--data', ''], '--data must name a folder'],
    [['--nothing'], "Unknown option '--nothing'"],
  ])('refuses %j and says why', async (options, problem) => {
    const { ended, said } = start(...options);
    expect(await ended).toBe(1);
    expect(said()).toContain(problem);
    expect(said()).toContain('npm start [-- options]');
    expect(said()).not.toContain('    at ');
  });

  it.each(['-h', '--help'])('prints its usage for %s', async (option) => {
    const { ended, said } = start(option);
    expect(await ended).toBe(0);
    expect(said()).toMatch(/^npm start \[-- options\]/);
  });

  it('says when its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const { port } = other.address() as AddressInfo;
    const { ended, said } = start('--port', String(port));
    expect(await ended).toBe(1);
    expect(said()).toContain(`Port ${port} is in use by another program`);
    expect(said()).not.toContain('    at ');
    other.close();
  });

  it('says when its data folder is a file', async () => {
    const { ended, said } = start('--data', 'package.json');
    expect(await ended).toBe(1);
    expect(said()).toContain('package.json');
    expect(said()).not.toContain('    at ');
  });
});
