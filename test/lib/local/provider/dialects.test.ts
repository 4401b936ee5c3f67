import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainExchange } from '../../../../lambdas/adapters/http/http-exchange.ts';
import { HttpProviders } from '../../../../lambdas/adapters/provider/http-providers.ts';
import { dialectOf } from '../../../../lib/local/provider/dialect.ts';
import { creationPath } from '../../../../lib/local/provider/dialect-host.ts';
import { type SimulatedProvider, startProvider } from '../../../../lib/local/provider/provider.ts';
import { providerNames } from '../../../support/provider-definitions.ts';

const others = providerNames.filter((name) => name !== 'seedance');
const minute = 60_000;

describe('the simulated provider as', () => {
  let now = Date.UTC(2026, 0, 1);
  let simulated: SimulatedProvider;
  let relay: HttpProviders;
  beforeAll(async () => {
    simulated = await startProvider({ now: () => now, as: others, key: 'sk-test', seed: 1 });
    const keys = new Map(simulated.providers.map(({ name, key }) => [name, key]));
    relay = new HttpProviders({
      providers: simulated.providers.map(({ name, baseUrl }) => ({ name, baseUrl, secret: name })),
      exchange: plainExchange(),
      clock: { now: () => now },
      secret: (name) => ({
        current: async () => ({ value: keys.get(name) ?? '', createdAt: 0 }),
        forget: () => {},
      }),
    });
  });
  afterAll(() => simulated.close());

  it.each(others)('%s says in its own way how a task goes', async (provider) => {
    const { taskId } = simulated.create({ queuedSeconds: 60, generatingSeconds: 60 }, undefined, provider);
    const poll = () => relay.poll(taskId, { provider });
    expect(await poll()).toMatchObject({ kind: 'pending', status: 'queued' });
    now += 1.5 * minute;
    expect(await poll()).toMatchObject({ kind: 'pending', status: 'processing' });
    now += minute;
    expect(await poll()).toMatchObject({ kind: 'completed', videoUrl: expect.stringMatching(/^http/) });
    expect(await relay.poll(`${taskId}0`, { provider })).toMatchObject({ kind: 'not_found' });
  });

  it.each(others)('%s says how a task ends, as far as it can', async (provider) => {
    for (const ends of ['failed', 'cancelled', 'expired'] as const) {
      if (!dialectOf(provider).canSay(ends)) continue;
      const error = { code: 'policy', message: 'Refused' };
      const script = { ends, queuedSeconds: 0, generatingSeconds: 0, error };
      const { taskId } = simulated.create(script, undefined, provider);
      const answer = await relay.poll(taskId, { provider });
      expect(answer).toMatchObject({ kind: ends, ...(ends === 'failed' && { message: 'Refused' }) });
    }
  });

  it.each(others)('%s creates tasks for whoever tries it', async (provider) => {
    const definition = dialectOf(provider).definition;
    const { baseUrl, key } = simulated.providers.find(({ name }) => name === provider) ?? {};
    const { header, scheme } = definition.key;
    const made = await fetch(`${baseUrl}${creationPath(definition)}`, {
      method: 'POST',
      headers: { [header]: [scheme, key].filter(Boolean).join(' ') },
      body: JSON.stringify({ model: 'm', content: [{ type: 'text', text: 'a fox --takes 90' }] }),
    });
    const { id } = (await made.json()) as { id: string };
    expect(await relay.poll(id, { provider })).toMatchObject({ kind: 'pending' });
  });

  it('another provider knows no task of this one, and each takes its own key only', async () => {
    const { taskId } = simulated.create({}, undefined, 'ark');
    expect(await relay.poll(taskId, { provider: 'wavespeed' })).toMatchObject({ kind: 'not_found' });
    expect(simulated.strayKeys).toEqual([]);
    const ark = simulated.providers.find(({ name }) => name === 'ark');
    const url = `${ark?.baseUrl}/api/v3/contents/generations/tasks/${taskId}`;
    expect((await fetch(url, { headers: { authorization: `Bearer ${simulated.key}` } })).status).toBe(401);
    expect(simulated.strayKeys).toHaveLength(1);
  });

  it('kie and replicate keeps to the forms that are documented', async () => {
    const script = { queuedSeconds: 0, generatingSeconds: 0 };
    const bodyOf = async (name: string, path: string) => {
      const { taskId } = simulated.create(script, undefined, name);
      const { baseUrl, key } = simulated.providers.find((one) => one.name === name) ?? {};
      const answer = await fetch(`${baseUrl}${path}${taskId}`, {
        headers: { authorization: `Bearer ${key}` },
      });
      return answer.json();
    };
    expect(await bodyOf('kie', '/api/v1/jobs/recordInfo?taskId=')).toMatchObject({
      code: 200,
      data: { state: 'success', resultJson: expect.stringMatching(/^\{"resultUrls":\["http/) },
    });
    expect(await bodyOf('replicate', '/v1/predictions/')).toMatchObject({
      status: 'succeeded',
      output: expect.stringMatching(/^http/),
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
  });
});
