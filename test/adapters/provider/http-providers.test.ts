import { afterEach, describe, expect, it } from 'vitest';
import { plainExchange } from '../../../lambdas/adapters/http/http-exchange.ts';
import { HttpProviders } from '../../../lambdas/adapters/provider/http-providers.ts';
import { HttpVideoCreators } from '../../../lambdas/adapters/provider/http-video-creators.ts';
import type { ConfiguredProvider } from '../../../lambdas/contract/provider-definition.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { type ProviderHost, providerHost } from '../../support/provider-host.ts';

const hosts: ProviderHost[] = [];
const hostOf = async (answers: Readonly<Record<string, readonly [status: number, body: unknown]>>) => {
  const host = await providerHost(answers);
  hosts.push(host);
  return host;
};
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

const access = (providers: readonly ConfiguredProvider[]) => ({
  providers,
  exchange: plainExchange(),
  clock: new ManualClock(),
  secret: (id: string) => ({
    current: async () => ({ value: `key-of-${id}`, createdAt: 0 }),
    forget: () => {},
  }),
});
const at = (name: string, host: ProviderHost): ConfiguredProvider => ({
  name,
  baseUrl: host.url,
  secret: name,
});

describe('several providers', () => {
  it('are each asked where they are, in their own way, with their own key', async () => {
    const seedance = await hostOf({ '/v1/result/x': [200, { id: 'x', status: 'processing' }] });
    const ark = await hostOf({
      '/api/v3/contents/generations/tasks/x': [200, { id: 'x', status: 'running' }],
    });
    const kie = await hostOf({
      '/api/v1/jobs/recordInfo?taskId=x': [200, { code: 200, data: { taskId: 'x', state: 'waiting' } }],
    });
    const all = new HttpProviders(access([at('seedance', seedance), at('ark', ark), at('kie', kie)]));
    expect(await all.poll('x')).toMatchObject({ kind: 'pending', status: 'processing' });
    expect(await all.poll('x', { provider: 'ark' })).toMatchObject({ status: 'processing' });
    expect(await all.poll('x', { provider: 'kie' })).toMatchObject({ status: 'queued' });
    expect(hosts.map(({ keys }) => keys)).toEqual([
      ['Bearer key-of-seedance'],
      ['Bearer key-of-ark'],
      ['Bearer key-of-kie'],
    ]);
  });

  it('that have the result at another place are asked there, with the same key', async () => {
    const path = '/fal-ai/bytedance/requests/r1';
    const fal = await hostOf({
      [`${path}/status`]: [200, { status: 'COMPLETED', request_id: 'r1', response_url: 'https://x.y' }],
      [path]: [200, { video: { url: 'https://v3.fal.media/files/out.mp4' } }],
    });
    const all = new HttpProviders(access([at('fal', fal)]));
    expect(await all.poll('fal-ai/bytedance/r1', { provider: 'fal' })).toMatchObject({
      kind: 'completed',
      videoUrl: 'https://v3.fal.media/files/out.mp4',
    });
    expect(fal.keys).toEqual(['Key key-of-fal', 'Key key-of-fal']);
  });

  it('that are not the deployment’s any more get no request, and their tasks wait for their key', async () => {
    const seedance = await hostOf({});
    const all = new HttpProviders(access([at('seedance', seedance)]));
    expect(await all.poll('x', { provider: 'ark' })).toEqual({ kind: 'unclear', reason: 'no_key' });
    expect(seedance.keys).toEqual([]);
  });

  it('send no key to where a redirect leads', async () => {
    const other = await hostOf({ '/stolen': [200, { id: 'x', status: 'failed' }] });
    const moved = await hostOf({
      '/api/v3/contents/generations/tasks/x': [302, { location: `${other.url}/stolen` }],
    });
    const all = new HttpProviders(access([at('ark', moved)]));
    expect(await all.poll('x', { provider: 'ark' })).toMatchObject({ kind: 'unclear' });
    expect(other.keys).toEqual([]);
  });

  it('create videos where their documentation says', async () => {
    const ark = await hostOf({ '/api/v3/contents/generations/tasks': [200, { id: 'cgt-1' }] });
    const creators = new HttpVideoCreators(access([at('ark', ark)]));
    expect(await creators.create({ model: 'm' }, 'ark')).toEqual({ kind: 'created', taskId: 'cgt-1' });
    expect(ark.keys).toEqual(['Bearer key-of-ark']);
  });
});
