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
const blocks = [...text.matchAll(/```bash\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');

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

describe.skipIf(!hasCurl)('The boxes of docs/api.md', () => {
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

  /** What the boxes print in one shell, each on its own. It ends at the first command that fails. */
  const shell = async (boxes: readonly string[], more: Readonly<Record<string, string>> = {}) => {
    const env = {
      PATH: process.env.PATH,
      API: cloud.apiUrl,
      KEY: cloud.apiKey,
      RECEIVER: 'http://127.0.0.1:9/nobody',
      ...more,
    };
    const script = ['set -euo pipefail', ...boxes].join("\nprintf '\\0'\n");
    const { stdout } = await run('bash', ['-c', script], { env, cwd: folder });
    return stdout.split('\0').slice(1);
  };

  it('run from top to bottom, and every answer is what is promised and ends its line', async () => {
    const [settings = '', ...rest] = blocks;
    // What is stopped must still be open, on a slow machine too.
    const boxes = rest.map((box) => box.replace('A fox asleep', 'A fox asleep --takes 7200'));
    expect(boxes).not.toEqual(rest);
    expect(settings).toMatch(/^export API=.*\nexport KEY=.*\nexport RECEIVER=.*\n$/);
    const outputs = await shell(boxes);
    const answers = boxes.map((box, at) => ({ box, output: outputs[at] ?? '' }));
    const printed = answers.filter(({ box }) => box.startsWith('curl') && !box.includes('-o video.mp4'));
    expect(printed).toHaveLength(17);
    for (const { box, output } of printed) {
      expect({ box, last: output.at(-1), problem: JSON.parse(output).type }).toEqual({
        box,
        last: '\n',
        problem: undefined,
      });
    }
    expect((await stat(join(folder, 'video.mp4'))).size).toBeGreaterThan(100_000);
    expect(printed.at(-1)?.box).toContain('-X DELETE');
  });

  it('fail loudly if there is no video to fetch', async () => {
    const { taskId } = provider.create({ ends: 'never' });
    const body = JSON.stringify({ taskId, callbackUrl: 'http://127.0.0.1:9/nobody' });
    const headers = { 'x-api-key': cloud.apiKey, 'content-type': 'application/json' };
    await fetch(`${cloud.apiUrl}/tasks`, { method: 'POST', headers, body });
    const fetching = blocks.filter((box) => box.includes('-o video.mp4'));
    expect(fetching).toHaveLength(1);
    await expect(shell(fetching, { TASK: taskId })).rejects.toMatchObject({
      stderr: expect.stringContaining('409'),
    });
  });

  it('fit into a terminal of 80 columns', () => {
    expect(blocks.flatMap((box) => box.split('\n')).filter((line) => line.length > 80)).toEqual([]);
  });
});
