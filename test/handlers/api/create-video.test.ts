import { describe, expect, it } from 'vitest';
import { day, minute } from '../../../lambdas/domain/task/time.ts';
import { apiOverFakes } from '../../support/api-client.ts';
import { MemoryIntents } from '../../support/fakes/memory-intents.ts';
import { MemoryStore } from '../../support/fakes/memory-store.ts';

const generation = {
  model: 'seedance_1_5_pro_720p',
  content: [
    { type: 'text', text: 'A cat on a roof' },
    { type: 'image_url', image_url: { url: 'http://10.0.0.1/cat.png' }, role: 'first_frame' },
  ],
  ratio: '16:9',
  duration: 5,
};
const body = { ...generation, callbackUrl: 'https://example.com/hook', metadata: { order: '7' } };
const headers = { 'Idempotency-Key': 'order-7' };
const type = (name: string) => ({ type: `urn:seedance-relay:problem:${name}` });

describe('POST /v1/videos', () => {
  it('creates the video at the provider and tracks it', async () => {
    const { call, provider, executions } = apiOverFakes();
    const answer = await call('createVideo', { body, headers });
    expect(answer.status).toBe(202);
    expect(answer.headers.Location).toBe('/v1/tasks/video_new');
    expect(answer.body).toMatchObject({
      taskId: 'video_new',
      model: generation.model,
      metadata: { order: '7' },
    });
    expect(provider.asked).toEqual([generation]);
    expect(executions.started).toEqual([{ owner: 'owner1', taskId: 'video_new', restart: 0 }]);
  });

  it('logs the id of a video that it then fails to track: it is paid for, and nobody else knows of it', async () => {
    const store = new MemoryStore();
    store.add = async () => {
      throw new Error('The table is down');
    };
    const { call, telemetry } = apiOverFakes({ tasks: store });
    expect((await call('createVideo', { body, headers })).status).toBe(500);
    expect(telemetry.logged[0]).toMatchObject({
      message: 'videoCreated',
      fields: { owner: 'owner1', taskId: 'video_new' },
    });
  });

  it('tells the id of a video that is tracked, even where the key cannot be written down', async () => {
    const intents = new MemoryIntents();
    let tries = 0;
    intents.settle = async () => {
      tries++;
      throw new Error('The table is down');
    };
    const { call } = apiOverFakes({ intents });
    const answer = await call('createVideo', { body, headers });
    expect(answer).toMatchObject({ status: 202, body: { taskId: 'video_new' } });
    expect(tries).toBe(2);
  });

  it('answers a repeated key as the first time, whatever the order of the fields, and creates nothing', async () => {
    const { call, provider } = apiOverFakes();
    const first = await call('createVideo', { body, headers });
    const reordered = Object.fromEntries(Object.entries(body).reverse());
    expect(await call('createVideo', { body: reordered, headers })).toEqual(first);
    expect(provider.asked).toHaveLength(1);
  });

  it('keeps the keys of owners apart', async () => {
    const { call, provider } = apiOverFakes();
    await call('createVideo', { body, headers, owner: 'one' });
    await call('createVideo', { body, headers, owner: 'two' });
    expect(provider.asked).toHaveLength(2);
  });

  it('refuses a key that came with another body before', async () => {
    const { call, provider } = apiOverFakes();
    await call('createVideo', { body, headers });
    for (const other of [{ duration: 6 }, { metadata: {} }]) {
      const answer = await call('createVideo', { body: { ...body, ...other }, headers });
      expect(answer).toMatchObject({ status: 422, body: type('idempotency-key-reused') });
    }
    expect(provider.asked).toHaveLength(1);
  });

  it('passes on the provider’s refusal, and keeps to it', async () => {
    const { call, provider, executions } = apiOverFakes();
    provider.answer = { kind: 'refused', message: '内容违规' };
    const answer = await call('createVideo', { body, headers });
    expect(answer).toMatchObject({ status: 422, body: { ...type('provider-refused'), detail: '内容违规' } });
    expect(await call('createVideo', { body, headers })).toEqual(answer);
    expect(provider.asked).toHaveLength(1);
    expect(executions.started).toEqual([]);
  });

  it('never asks again after an answer that was lost, and says what is known', async () => {
    const { call, provider, clock } = apiOverFakes();
    provider.answer = { kind: 'unknown', reason: 'timeout' };
    const requestedAt = new Date(clock.now()).toISOString();
    const answer = await call('createVideo', { body, headers });
    expect(answer).toMatchObject({
      status: 502,
      body: { ...type('creation-unknown'), detail: 'timeout', requestedAt },
    });
    provider.answer = { kind: 'created', taskId: 'second' };
    clock.advance(day);
    expect(await call('createVideo', { body, headers })).toEqual(answer);
    expect(provider.asked).toHaveLength(1);
  });

  it('lets the key be used again where nothing was created for certain', async () => {
    const { call, provider } = apiOverFakes();
    provider.answer = { kind: 'unavailable', reason: 'throttled', retryAfterSeconds: 7 };
    const answer = await call('createVideo', { body, headers });
    expect(answer).toMatchObject({ status: 503, body: type('provider-unavailable') });
    expect(answer.headers['Retry-After']).toBe('7');
    provider.answer = { kind: 'created', taskId: 'video_new' };
    expect((await call('createVideo', { body, headers })).status).toBe(202);
  });

  it('writes the intent before it asks: a second request meanwhile creates nothing', async () => {
    const { call, provider, clock } = apiOverFakes();
    const meanwhile: number[] = [];
    provider.meanwhile = async () => {
      meanwhile.push((await call('createVideo', { body, headers })).status);
      clock.advance(2 * minute);
      meanwhile.push((await call('createVideo', { body, headers })).status);
    };
    expect((await call('createVideo', { body, headers })).status).toBe(202);
    expect(meanwhile).toEqual([409, 502]);
    expect(provider.asked).toHaveLength(1);
  });

  it('keeps what the provider created even where the record could not be written', async () => {
    const { call, store, provider } = apiOverFakes();
    const add = store.add.bind(store);
    store.add = () => Promise.reject(new Error('throttled'));
    expect((await call('createVideo', { body, headers })).status).toBe(500);
    store.add = add;
    expect(await call('createVideo', { body, headers })).toMatchObject({
      status: 202,
      body: { taskId: 'video_new' },
    });
    expect(provider.asked).toHaveLength(1);
  });

  it.each([
    ['Idempotency-Key', body, {}],
    ['Idempotency-Key', body, { 'Idempotency-Key': 'a b' }],
    ['Idempotency-Key', body, { 'Idempotency-Key': 'a'.repeat(256) }],
    ['model', { ...body, model: undefined }, headers],
    ['content', { ...body, content: [] }, headers],
    ['content.0.type', { ...body, content: [{ type: 'video' }] }, headers],
    ['content.0', { ...body, content: [['text']] }, headers],
    ['content.0.text', { ...body, content: [{ type: 'text' }] }, headers],
    [
      'content.0.image_url.url',
      { ...body, content: [{ type: 'image_url', image_url: { url: 'file:///etc/passwd' } }] },
      headers,
    ],
    ['ratio', { ...body, ratio: '2:1' }, headers],
    ['duration', { ...body, duration: 3 }, headers],
    ['callbackUrl', { ...body, callbackUrl: 'https://127.0.0.1/' }, headers],
    ['seed', { ...body, seed: 1 }, headers],
  ])('names what is wrong: %s', async (field, input, sent) => {
    const { call, provider } = apiOverFakes();
    const answer = await call('createVideo', { body: input, headers: sent as Record<string, string> });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    expect(provider.asked).toEqual([]);
  });
});
