import { describe, expect, it } from 'vitest';
import { apiOverFakes, reply } from '../../support/api-client.ts';
import { apiEvent } from '../../support/api-event.ts';
import { aDelivery } from '../../support/records.ts';

const body = { taskId: 'video_1', callbackUrl: 'https://example.com/hook' };

describe('HEAD', () => {
  it.each([
    'getTask',
    'listTasks',
    'listDeliveries',
    'listEstimates',
    'getSigningKeys',
    'getDocument',
  ] as const)('of %s answers like GET, without the body', async (operation) => {
    const { call, handle } = apiOverFakes();
    await call('registerTask', { body });
    const taskId = body.taskId;
    const got = await call(operation, { taskId });
    const head = await handle({ ...apiEvent(operation, { taskId }), httpMethod: 'HEAD' });
    expect(head).toMatchObject({ statusCode: 200, body: '' });
    expect(reply(head).headers).toEqual(got.headers);
  });

  it('of a task that nobody tracks is a 404', async () => {
    const { handle } = apiOverFakes();
    const head = await handle({ ...apiEvent('getTask', { taskId: 'x' }), httpMethod: 'HEAD' });
    expect(head).toMatchObject({ statusCode: 404, body: '' });
  });
});

describe('Location', () => {
  it.each([
    ['/v1/tasks', '/v1'],
    ['/tasks', ''],
    ['/tasks/tasks', '/tasks'],
    ['/tasks-api/v1/tasks', '/tasks-api/v1'],
    ['/relay/tasks/', '/relay'],
  ])('of a registration at %s lies below "%s"', async (path, base) => {
    const { handle } = apiOverFakes();
    const event = apiEvent('registerTask', { body });
    const answer = await handle({ ...event, requestContext: { ...event.requestContext, path } });
    expect(reply(answer).headers.Location).toBe(`${base}/tasks/video_1`);
  });

  it('of a redelivery lies below the base path, whatever the id', async () => {
    const { call, handle, store } = apiOverFakes();
    const taskId = 'tasks/redeliver';
    await call('registerTask', { body: { ...body, taskId } });
    await store.deliveries.add(aDelivery({ taskId, state: 'delivered' }));
    await store.change({ owner: 'owner1', taskId, restart: 0 }, 'record', { status: 'failed' });
    const event = apiEvent('redeliver', { taskId });
    const path = `/tasks${event.path}`;
    const answer = await handle({ ...event, requestContext: { ...event.requestContext, path } });
    expect(reply(answer).headers.Location).toBe('/tasks/tasks/tasks%2Fredeliver/deliveries');
  });
});
