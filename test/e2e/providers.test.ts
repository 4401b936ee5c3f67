import { expect, it } from 'vitest';
import type { DemoTaskView } from '../../lib/local/demo/api-client.ts';
import { startEndToEnd } from './environment.ts';

const names = ['seedance', 'ark', 'fal', 'openai'] as const;
const { environment, until } = startEndToEnd(names);

interface Registered {
  readonly taskId: string;
  readonly provider: string;
}

const track = async (name: string, script: object): Promise<{ taskId: string; atProvider: string }> => {
  const { provider, receiver, api } = environment();
  const { taskId: atProvider } = provider.create({ queuedSeconds: 5, ...script }, undefined, name);
  const answer = await api.call('POST', '/tasks', [202], {
    taskId: atProvider,
    provider: name,
    callbackUrl: `${receiver.url}/providers/${name}`,
  });
  const { taskId, provider: whose } = answer as Registered;
  expect([taskId, whose]).toEqual([name === 'seedance' ? atProvider : `${name}:${atProvider}`, name]);
  return { taskId, atProvider };
};

const ended = (task: DemoTaskView): boolean => task.delivery?.state === 'delivered';

it('one deployment tracks tasks of four providers at once, and no key goes where it has no business', async () => {
  const good = await Promise.all(names.map((name) => track(name, { generatingSeconds: 40 })));
  const bad = await track('fal', { ends: 'failed', generatingSeconds: 20, error: 'Flagged' });
  for (const { taskId, atProvider } of good) {
    const { status, video } = await until(taskId, ended);
    const source = environment().provider.groundTruthOf(atProvider)?.video;
    expect([status, video?.bytes]).toEqual(['completed', source?.bytes]);
    expect(source?.sha256s).toContain(video?.sha256);
  }
  expect(await until(bad.taskId, ended)).toMatchObject({
    status: 'failed',
    error: { code: 'provider_failed', message: 'Flagged' },
  });
  expect(environment().provider.strayKeys).toEqual([]);
});
