import { describe, expect, it } from 'vitest';
import { apiOverFakes } from '../../support/api-client.ts';
import { aTask } from '../../support/records.ts';

const { owner, taskId, ...rest } = aTask();
const { leaseUntil: _, ...fields } = rest;
const ended = (more: object = {}) => ({
  owner,
  taskId,
  ...fields,
  status: 'failed' as const,
  error: { code: 'archive_failed' as const, message: 'no' },
  ...more,
});

describe('POST /v1/tasks/{taskId}/retry', () => {
  it('answers 202 with the open task, and when something new may be known', async () => {
    const { call, store, executions } = apiOverFakes();
    await store.add(ended());
    const answer = await call('retryTask', { taskId });
    expect(answer).toMatchObject({ status: 202, body: { status: 'queued', retries: 1, error: null } });
    expect(answer.headers?.['Retry-After']).toMatch(/^\d+$/);
    expect(executions.started).toEqual([{ owner, taskId, restart: 1 }]);
    expect(await call('retryTask', { taskId })).toMatchObject({ status: 202, body: { retries: 1 } });
    expect(executions.started).toHaveLength(1);
  });

  it.each([
    ['nothing-to-retry', { status: 'completed', error: undefined }],
    ['nothing-to-retry', { error: { code: 'provider_failed', message: 'no' } }],
    ['too-late-to-retry', { registeredAt: 0 }],
    ['too-many-retries', { retries: 20 }],
  ] as const)('answers 409 %s for %j', async (name, more) => {
    const { call, store } = apiOverFakes();
    await store.add(ended(more) as never);
    expect(await call('retryTask', { taskId })).toMatchObject({
      status: 409,
      body: { type: `urn:seedance-relay:problem:${name}` },
    });
  });

  it('knows no other owner’s task', async () => {
    const { call, store } = apiOverFakes();
    await store.add({ ...ended(), owner: 'another' });
    expect((await call('retryTask', { taskId })).status).toBe(404);
  });
});
