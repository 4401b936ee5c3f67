import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Exchange } from '../../../lambdas/adapters/http/exchange.ts';
import { plainExchange } from '../../../lambdas/adapters/http/http-exchange.ts';
import { HttpVideoCreator } from '../../../lambdas/adapters/provider/http-video-creator.ts';
import type { Creation } from '../../../lambdas/domain/creation/video-creation.ts';
import type { Misbehaviour } from '../../../lib/local/provider/misbehaviours.ts';
import { type SimulatedProvider, startProvider } from '../../../lib/local/provider/provider.ts';
import { firstProviderParts } from '../../support/provider-definitions.ts';

const generation = {
  model: 'seedance_1_5_pro_720p',
  content: [{ type: 'text', text: 'A cat on a roof' }],
  ratio: '16:9',
};

describe('Creating a video at the provider', () => {
  let provider: SimulatedProvider;
  let misbehaviour: Misbehaviour | undefined;
  beforeAll(async () => {
    provider = await startProvider({ plan: () => (misbehaviour === undefined ? [] : [misbehaviour]) });
  });
  afterEach(() => void vi.useRealTimers());
  afterAll(() => provider.close());

  const create = (
    with_: { body?: object; key?: string; baseUrl?: string; timeoutMillis?: number } = {},
  ): Promise<Creation> =>
    new HttpVideoCreator({
      ...firstProviderParts,
      exchange: plainExchange(),
      baseUrl: with_.baseUrl ?? provider.url,
      key: {
        current: async () => ({ value: `${with_.key ?? provider.key}\n`, createdAt: 0 }),
        forget: () => {},
      },
      clock: { now: () => Date.now() },
      timeoutMillis: with_.timeoutMillis ?? 20_000,
    }).create({ ...generation, ...with_.body });

  it('keeps the key out of a refusal that repeats it', async () => {
    const key = 'sk-1234567890';
    const exchange: Exchange = async () => ({
      kind: 'answer',
      status: 400,
      headers: {},
      body: Buffer.from(JSON.stringify({ error: `No model for ${key}` })),
      truncated: false,
      address: '',
      milliseconds: 1,
    });
    const creator = new HttpVideoCreator({
      ...firstProviderParts,
      exchange,
      baseUrl: provider.url,
      key: { current: async () => ({ value: key, createdAt: 0 }), forget: () => {} },
      clock: { now: () => Date.now() },
    });
    expect(await creator.create(generation)).toEqual({
      kind: 'refused',
      message: 'No model for [provider key]',
    });
  });

  it('learns the id, the model and when it was created', async () => {
    misbehaviour = undefined;
    const creation = await create();
    const [groundTruth] = provider.groundTruths();
    expect(creation).toEqual({
      kind: 'created',
      taskId: groundTruth?.taskId,
      status: 'queued',
      model: 'seedance_1_5_pro_720p',
      createdAt: expect.any(Number),
    });
  });

  it.each<[Misbehaviour, Creation]>([
    ['failed-at-birth', { kind: 'refused', message: expect.any(String) }],
    [
      { name: 'unauthorized', amount: 403 },
      { kind: 'unavailable', reason: 'unauthorized' },
    ],
    ['unauthorized', { kind: 'unavailable', reason: 'unauthorized' }],
    ['login-failed', { kind: 'unavailable', reason: 'unauthorized' }],
    ['wrong-path', { kind: 'unavailable', reason: 'wrong_path' }],
    [
      { name: 'throttled', amount: 45 },
      { kind: 'unavailable', reason: 'throttled', retryAfterSeconds: 45 },
    ],
    ['server-error', { kind: 'unknown', reason: 'server_error' }],
    ['bad-gateway', { kind: 'unknown', reason: 'server_error' }],
    [
      { name: 'server-error', amount: 408 },
      { kind: 'unknown', reason: 'unexpected' },
    ],
    ['empty', { kind: 'unknown', reason: 'not_json' }],
    ['not-json', { kind: 'unknown', reason: 'not_json' }],
    ['reset', { kind: 'unknown', reason: 'connection_reset' }],
    ['cut', { kind: 'unknown', reason: 'connection_reset' }],
    ['endless', { kind: 'unknown', reason: expect.any(String) }],
  ])('understands %j', async (name, creation) => {
    misbehaviour = name;
    expect(await create()).toEqual(creation);
  });

  it.each<Misbehaviour>(['hang', 'stall'])('waits no longer than it may: %j', async (name) => {
    misbehaviour = name;
    expect(await create({ timeoutMillis: 300 })).toEqual({ kind: 'unknown', reason: 'timeout' });
  });

  it.each<Misbehaviour>(['enveloped', { name: 'enveloped', amount: 2 }, 'numbers-as-text', 'no-status'])(
    'finds the id all the same: %j',
    async (name) => {
      misbehaviour = name;
      expect(await create()).toMatchObject({
        kind: 'created',
        taskId: provider.groundTruths().at(-1)?.taskId,
      });
    },
  );

  it('does not take an answer without an id for a video', async () => {
    misbehaviour = 'no-id';
    expect((await create()).kind).toMatch(/unknown|refused/);
  });

  it('passes on why the provider refuses', async () => {
    misbehaviour = undefined;
    const refusal = await create({ body: { model: 'sora' } });
    expect(refusal).toEqual({ kind: 'refused', message: expect.stringContaining('model') });
  });

  it('gives the provider less time where the key took long to read', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const current = async () => {
      vi.advanceTimersByTime(100);
      return { value: provider.key, createdAt: 0 };
    };
    let allowed = 0;
    await new HttpVideoCreator({
      ...firstProviderParts,
      exchange: async ({ timeoutMillis }) => {
        allowed = timeoutMillis;
        return { kind: 'failure', failure: 'timeout', reason: 'No answer', milliseconds: timeoutMillis };
      },
      baseUrl: provider.url,
      key: { current, forget: () => {} },
      clock: { now: () => Date.now() },
      timeoutMillis: 20_000,
    }).create(generation);
    expect(allowed).toBe(19_900);
  });

  it('knows that nothing was created where nothing could be sent, or the key is wrong', async () => {
    misbehaviour = undefined;
    expect(await create({ baseUrl: 'http://127.0.0.1:1/api' })).toEqual({
      kind: 'unavailable',
      reason: 'unreachable',
    });
    for (const key of ['wrong', 'still to be filled in']) {
      expect(await create({ key })).toEqual({ kind: 'unavailable', reason: 'unauthorized' });
    }
  });
});
