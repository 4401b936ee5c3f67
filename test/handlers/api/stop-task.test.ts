import { describe, expect, it } from 'vitest';
import { apiOverFakes } from '../../support/api-client.ts';
import { aDelivery, aTask } from '../../support/records.ts';

const { owner, taskId } = aTask();

describe('DELETE /v1/tasks/{taskId}', () => {
  it('ends tracking: the record first, then the execution, and nothing is left to be done', async () => {
    const { call, store, executions } = apiOverFakes();
    await store.add(aTask({ restart: 2, status: 'processing', nextQueryAt: 1 }));
    const answer = await call('stopTask', { taskId });
    expect(answer).toMatchObject({ status: 202, body: { status: 'stopped', nextQueryAt: null } });
    expect(executions.stopped).toEqual([{ owner, taskId, restart: 2 }]);
    const task = await store.find({ owner, taskId });
    expect(task?.status).toBe('stopped');
    expect(task?.leaseUntil).toBeUndefined();
    const late = await store.change({ owner, taskId, restart: 2 }, 'query', { status: 'processing' });
    expect(late).toBe('superseded');
  });

  it('withdraws a callback that is still to be sent', async () => {
    const { call, store, executions } = apiOverFakes();
    await store.add(aTask({ status: 'processing' }));
    await store.deliveries.add(aDelivery({ event: 'video.processing', restart: 1 }));
    const answer = await call('stopTask', { taskId });
    expect(answer.body.delivery).toMatchObject({ state: 'withdrawn', nextAttemptAt: null });
    expect(executions.stopped).toContainEqual({ owner, taskId, restart: 1, delivery: 1 });
    const delivery = await store.deliveries.find({ owner, taskId, number: 1 });
    expect(delivery?.leaseUntil).toBeUndefined();
  });

  it('stops a task that is being archived', async () => {
    const { call, store } = apiOverFakes();
    await store.add(aTask({ status: 'archiving', sourceUrl: 'https://provider.example/v.mp4' }));
    expect((await call('stopTask', { taskId })).status).toBe(202);
    expect((await store.find({ owner, taskId }))?.sourceUrl).toBeUndefined();
  });

  it('takes the record over from an execution that was restarted meanwhile', async () => {
    const { call, store, executions } = apiOverFakes();
    await store.add(aTask());
    const view = store.view.bind(store);
    store.view = async (key) => {
      const found = await view(key);
      store.view = view;
      await store.change({ owner, taskId, restart: 0 }, 'restart', { restart: 1 });
      return found;
    };
    expect((await call('stopTask', { taskId })).status).toBe(202);
    expect(executions.stopped).toEqual([{ owner, taskId, restart: 1 }]);
  });

  it('answers again as the first time', async () => {
    const { call, store } = apiOverFakes();
    await store.add(aTask());
    const first = await call('stopTask', { taskId });
    expect(await call('stopTask', { taskId })).toEqual(first);
  });

  it('is a conflict on a finished task, which stays as it is', async () => {
    const { call, store, executions } = apiOverFakes();
    await store.add(aTask({ status: 'completed' }));
    expect(await call('stopTask', { taskId })).toMatchObject({
      status: 409,
      body: { type: 'urn:seedance-relay:problem:task-finished', detail: 'The task is completed' },
    });
    expect(executions.stopped).toEqual([]);
  });

  it('knows nothing of another owner’s task', async () => {
    const { call, store } = apiOverFakes();
    await store.add(aTask({ owner: 'other' }));
    expect((await call('stopTask', { taskId })).status).toBe(404);
    expect((await store.find({ owner: 'other', taskId }))?.status).toBe('queued');
  });
});
