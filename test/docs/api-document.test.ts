import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problems } from '../../lambdas/contract/problems.ts';
import { routes } from '../../lambdas/contract/routes.ts';
import { errorCodes } from '../../lambdas/domain/task/task.ts';
import { type LocalCloud, startLocalCloud } from '../../lib/local/cloud/cloud.ts';
import { type SimulatedProvider, startProvider } from '../../lib/local/provider/provider.ts';

const run = promisify(execFile);
const text = await readFile(new URL('../../docs/api.md', import.meta.url), 'utf8');
const blocks = [...text.matchAll(/```bash\n(curl [\s\S]*?)```/g)].map(([, line]) => line ?? '');

describe('docs/api.md', () => {
  it('names every route, problem and error code', () => {
    const words = text.replaceAll(/ +/g, ' ');
    for (const { method, path } of Object.values(routes)) expect(words).toContain(`\`${method} /v1${path}`);
    for (const [name, { status, title }] of Object.entries(problems)) {
      expect(words).toContain(`| ${status} | \`${name}\` | ${title} |`);
    }
    for (const [code, meaning] of Object.entries(errorCodes)) {
      expect(words).toContain(`| \`${code}\` | ${meaning} |`);
    }
  });
});

const hasCurl = await run('curl', ['--version']).then(
  () => true,
  () => false,
);

describe.skipIf(!hasCurl)('The curl lines of docs/api.md', () => {
  let provider: SimulatedProvider;
  let cloud: LocalCloud;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'docs-'));
    let now = () => Date.now();
    const script = { queuedSeconds: 1, generatingSeconds: 1 };
    provider = await startProvider({ now: () => now(), script });
    const { url: baseUrl, key } = provider;
    cloud = await startLocalCloud({ speed: 60, network: 'loopback', provider: { baseUrl, key } });
    now = () => cloud.clock.now();
  });
  afterAll(async () => {
    await cloud?.close();
    await provider?.close();
    await rm(folder, { recursive: true });
  });

  /** What a curl line answers, as a shell would run it. */
  const shell = async (line: string, task: string): Promise<string> => {
    const env = {
      PATH: process.env.PATH,
      API: cloud.apiUrl,
      KEY: cloud.apiKey,
      RECEIVER: 'http://127.0.0.1:9/nobody',
      TASK: task,
    };
    const { stdout } = await run('bash', ['-c', line], { env, cwd: folder });
    return stdout;
  };
  const status = async (taskId: string): Promise<string> => {
    const answer = await fetch(`${cloud.apiUrl}/tasks/${taskId}`, { headers: { 'x-api-key': cloud.apiKey } });
    return ((await answer.json()) as { status: string }).status;
  };

  it('work as they stand', async () => {
    const [create = '', ...others] = blocks;
    const task: string = JSON.parse(await shell(create, '')).taskId;
    await expect.poll(() => status(task), { interval: 200 }).toBe('completed');
    expect(others).toHaveLength(11);
    for (const line of others) {
      const stopping = line.includes('DELETE');
      const answer = await shell(line, stopping ? await open() : task);
      if (line.includes('-o video.mp4')) continue;
      expect({ line, problem: JSON.parse(answer).type }).toEqual({ line, problem: undefined });
    }
    expect((await stat(join(folder, 'video.mp4'))).size).toBeGreaterThan(100_000);
  });

  /** A task that has not ended yet. */
  const open = async (): Promise<string> => {
    const { taskId } = provider.create({ ends: 'never' });
    const body = JSON.stringify({ taskId, callbackUrl: 'http://127.0.0.1:9/nobody' });
    const headers = { 'x-api-key': cloud.apiKey, 'content-type': 'application/json' };
    await fetch(`${cloud.apiUrl}/tasks`, { method: 'POST', headers, body });
    return taskId;
  };
});
