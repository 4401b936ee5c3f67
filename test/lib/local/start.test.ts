import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { projectFolder } from '../../../lib/local/cloud/assembly/synth.ts';

const children: ChildProcess[] = [];
/** `npm start`, less npm. */
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

describe('npm start', () => {
  it('prints a request that leads to a callback, and ends on Ctrl-C', async () => {
    const { child, ended, until, said } = start('--speed', '600');
    await until(/^ready$/m);
    const [, url = '', key = '', body = ''] =
      /^curl -s '(http[^']+\/tasks)' -H 'x-api-key: ([^']+)' [^\n]+\\\n {2}-d '([^']+)'/m.exec(said()) ?? [];
    const headers = { 'x-api-key': key, 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body });
    expect(response.status).toBe(202);
    await until(/^callback .*"video\.completed"/m);
    await until(/A task was registered/);
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });

  it.each([
    [['--speed', 'fast'], '--speed must be'],
    [['--port', '1e9'], '--port must be'],
    [['--provider', 'https://example.com'], '--provider needs --provider-key'],
    [['--nothing'], "Unknown option '--nothing'"],
  ])('refuses %j with a word of what is wrong', async (options, problem) => {
    const { ended, said } = start(...options);
    expect(await ended).toBe(1);
    expect(said()).toContain(problem);
    expect(said()).toContain('npm start [-- options]');
  });

  it('says when its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const { ended, said } = start('--port', String((other.address() as AddressInfo).port));
    expect(await ended).toBe(1);
    expect(said()).toContain('EADDRINUSE');
    other.close();
  });
});
