import { describe, expect, it } from 'vitest';
import { day, hour, second } from '../../../lambdas/domain/task/time.ts';
import { apiOverFakes } from '../../support/api-client.ts';

const body = { taskId: 'video_1', callbackUrl: 'https://example.com/hook' };

describe('POST /v1/tasks', () => {
  it('tracks a task: one record, one execution, and says where it is and when to look', async () => {
    const { call, store, executions, clock } = apiOverFakes();
    const answer = await call('registerTask', { body: { ...body, metadata: { order: '7' } } });
    expect(answer.status).toBe(202);
    expect(answer.headers).toMatchObject({ Location: '/v1/tasks/video_1', 'Retry-After': '5' });
    expect(answer.body).toMatchObject({ ...body, status: 'queued', metadata: { order: '7' }, model: null });
    expect(executions.started).toEqual([{ owner: 'owner1', taskId: 'video_1', restart: 0 }]);
    const task = await store.find({ owner: 'owner1', taskId: 'video_1' });
    expect(task).toMatchObject({ deadline: clock.now() + 23 * hour, serviceTier: 'default', events: [] });
    expect(task?.leaseUntil).toBeGreaterThan(clock.now());
  });

  it('answers the same registration as the first time, and starts again while nothing was asked', async () => {
    const { call, store, executions } = apiOverFakes();
    const metadata = { a: '1', b: '2' };
    await call('registerTask', { body: { ...body, metadata } });
    const again = await call('registerTask', { body: { ...body, metadata: { b: '2', a: '1' } } });
    expect(again.status).toBe(200);
    expect(executions.started).toHaveLength(2);
    await store.change({ owner: 'owner1', taskId: 'video_1', restart: 0 }, 'query', {
      queries: 1,
      status: 'processing',
      leaseUntil: Number.MAX_SAFE_INTEGER,
    });
    expect((await call('registerTask', { body: { ...body, metadata } })).body.status).toBe('processing');
    expect(executions.started).toHaveLength(2);
  });

  it('starts again an open task whose lease is over', async () => {
    const { call, store, executions, clock } = apiOverFakes();
    await call('registerTask', { body });
    await store.change({ owner: 'owner1', taskId: 'video_1', restart: 0 }, 'query', { queries: 1 });
    clock.advance(hour);
    await call('registerTask', { body });
    expect(executions.started).toHaveLength(2);
  });

  it.each([
    { callbackUrl: 'https://example.com/other' },
    { serviceTier: 'flex' },
    { events: ['video.processing'] },
    { metadata: { a: '1' } },
    { giveUpAfterSeconds: 600 },
  ])('refuses to track a task twice with other settings: %j', async (other) => {
    const { call, store, executions } = apiOverFakes();
    await call('registerTask', { body });
    const before = await store.find({ owner: 'owner1', taskId: 'video_1' });
    const answer = await call('registerTask', { body: { ...body, ...other } });
    expect(answer).toMatchObject({ status: 409, body: { type: 'urn:seedance-relay:problem:task-conflict' } });
    expect(await store.find({ owner: 'owner1', taskId: 'video_1' })).toEqual(before);
    expect(executions.started).toHaveLength(1);
  });

  it('refuses a task that another owner tracks, alone or in a list, and shows nothing of it', async () => {
    const { call, executions } = apiOverFakes();
    expect((await call('registerTask', { body, owner: 'one' })).status).toBe(202);
    const refused = await call('registerTask', { body, owner: 'two' });
    expect(refused).toMatchObject({
      status: 409,
      body: { type: 'urn:seedance-relay:problem:task-taken' },
    });
    expect(JSON.stringify(refused.body)).not.toContain('hook');
    const list = await call('registerTask', { body: [body], owner: 'two' });
    expect(list.body.results).toMatchObject([{ status: 409 }]);
    for (const operation of ['getTask', 'getVideo', 'listDeliveries', 'stopTask', 'redeliver'] as const) {
      expect((await call(operation, { taskId: body.taskId, owner: 'two' })).status).toBe(404);
    }
    expect(executions.started).toHaveLength(1);
  });

  it('lets another owner register an id once nobody can get anything by it any more', async () => {
    const { call, clock } = apiOverFakes();
    await call('registerTask', { body, owner: 'one' });
    clock.advance(2 * day);
    expect((await call('registerTask', { body, owner: 'two' })).status).toBe(409);
    clock.advance(1);
    expect((await call('registerTask', { body, owner: 'two' })).status).toBe(202);
  });

  it('lets two owners track one task if the deployment shares tasks', async () => {
    const settings = { auth: 'apiKey', corsOrigins: [], giveUpAfterSeconds: 600, sharedTasks: true } as const;
    const { call } = apiOverFakes({ settings });
    expect((await call('registerTask', { body, owner: 'one' })).status).toBe(202);
    expect((await call('registerTask', { body, owner: 'two' })).status).toBe(202);
  });

  it('tracks the task even where its execution could not be started: the sweep will', async () => {
    const { call, telemetry } = apiOverFakes({
      executions: {
        start: () => Promise.reject(new Error('throttled')),
        stop: async () => {},
        addressOf: () => '',
      },
    });
    expect((await call('registerTask', { body })).status).toBe(202);
    expect(telemetry.logged).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'executionNotStarted' }),
    );
  });

  it('gives up when it is told to', async () => {
    const { call, clock } = apiOverFakes();
    const { body: task } = await call('registerTask', { body: { ...body, giveUpAfterSeconds: 600 } });
    expect(Date.parse(task.deadline)).toBe(clock.now() + 600 * second);
  });

  it('takes up to 25 tasks at once, with a result each', async () => {
    const { call, executions } = apiOverFakes();
    const { status, body: answer } = await call('registerTask', {
      body: [body, { ...body, taskId: '' }, { ...body, taskId: 'video_2' }],
    });
    expect(status).toBe(200);
    expect(answer.results).toEqual([
      { status: 202, task: expect.objectContaining({ taskId: 'video_1' }) },
      {
        status: 400,
        problem: expect.objectContaining({ errors: [expect.objectContaining({ field: 'taskId' })] }),
      },
      { status: 202, task: expect.objectContaining({ taskId: 'video_2' }) },
    ]);
    expect(executions.started).toHaveLength(2);
    for (const length of [0, 26]) {
      const many = Array.from({ length }, (_, n) => ({ ...body, taskId: `many_${n}` }));
      expect((await call('registerTask', { body: many })).status).toBe(400);
    }
    expect(executions.started).toHaveLength(2);
  });
});
