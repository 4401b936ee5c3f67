import { describe, expect, it } from 'vitest';
import { second } from '../../../lambdas/domain/task/time.ts';
import { apiOverFakes } from '../../support/api-client.ts';
import { aDelivery, aTask } from '../../support/records.ts';

const { taskId } = aTask();

describe('GET /v1/tasks/{taskId}', () => {
  it('shows the record, and never the provider’s link', async () => {
    const { call, store } = apiOverFakes();
    await store.add(aTask({ sourceUrl: 'https://provider.example/secret.mp4', status: 'archiving' }));
    const answer = await call('getTask', { taskId });
    expect(answer).toMatchObject({ status: 200, body: { taskId, status: 'archiving', delivery: null } });
    expect(JSON.stringify(answer)).not.toContain('secret.mp4');
  });

  it('shows how the provider says it generated the video, and null for what it does not say', async () => {
    const { call, store } = apiOverFakes();
    await store.add(aTask({ generation: { seed: 7, usage: { total_tokens: 108_900 } } }));
    const none = { resolution: null, ratio: null, fps: null, serviceTier: null };
    expect((await call('getTask', { taskId })).body.generation).toEqual({
      ...none,
      ...{ seed: 7, usage: { total_tokens: 108_900 } },
    });
  });

  it('shows the latest delivery', async () => {
    const { call, store } = apiOverFakes();
    await store.add(aTask({ status: 'completed' }));
    await store.deliveries.add(aDelivery({ event: 'video.processing' }));
    await store.deliveries.add(aDelivery({ number: 2 }));
    const { body } = await call('getTask', { taskId });
    expect(body.delivery).toMatchObject({ number: 2, event: 'video.completed', state: 'pending' });
  });

  it('says with Retry-After when the next question is due, while the task is open', async () => {
    const { call, store, clock } = apiOverFakes();
    await store.add(aTask());
    expect((await call('getTask', { taskId })).headers['Retry-After']).toBe('5');
    await store.change({ ...aTask(), restart: 0 }, 'query', { nextQueryAt: clock.now() + 90 * second });
    expect((await call('getTask', { taskId })).headers['Retry-After']).toBe('90');
    await store.change({ ...aTask(), restart: 0 }, 'record', { status: 'completed' });
    expect((await call('getTask', { taskId })).headers['Retry-After']).toBeUndefined();
  });

  it('says when it expects the end, until it is there', async () => {
    const { call, store } = apiOverFakes();
    const task = aTask({ model: 'seedance_1_5_pro_720p' });
    await store.add(task);
    const { registeredAt, expectedAt, expectedBy } = (await call('getTask', { taskId })).body;
    const secondsTo = (time: unknown) =>
      (Date.parse(String(time)) - Date.parse(String(registeredAt))) / second;
    expect(secondsTo(expectedAt)).toBeGreaterThan(170);
    expect(secondsTo(expectedAt)).toBeLessThan(215);
    expect(secondsTo(expectedBy)).toBeGreaterThan(290);
    await store.change(task, 'record', { status: 'completed' });
    expect((await call('getTask', { taskId })).body).toMatchObject({ expectedAt: null, expectedBy: null });
  });

  it('answers 304 as long as nothing changed', async () => {
    const { call, store } = apiOverFakes();
    await store.add(aTask());
    const { ETag } = (await call('getTask', { taskId })).headers;
    const ask = () => call('getTask', { taskId, headers: { 'if-none-match': `"other", W/${ETag}` } });
    expect(await ask()).toMatchObject({ status: 304, body: undefined, headers: { ETag } });
    await store.change({ ...aTask(), restart: 0 }, 'query', { status: 'processing' });
    expect((await ask()).status).toBe(200);
  });

  it('knows nothing of another owner’s task', async () => {
    const { call, store } = apiOverFakes();
    await store.add(aTask({ owner: 'somebody' }));
    expect(await call('getTask', { taskId })).toMatchObject({
      status: 404,
      body: { type: 'urn:seedance-relay:problem:task-not-found' },
    });
  });
});
