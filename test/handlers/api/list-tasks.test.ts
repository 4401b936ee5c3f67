import { describe, expect, it } from 'vitest';
import { HmacPageCursors } from '../../../lambdas/adapters/runtime/hmac-page-cursors.ts';
import { apiOverFakes } from '../../support/api-client.ts';
import type { ApiCall } from '../../support/api-event.ts';
import { aDelivery, aTask, startOfTests } from '../../support/records.ts';

const withTasks = async (count: number) => {
  const api = apiOverFakes();
  for (let n = 1; n <= count; n += 1) {
    const status = n % 2 === 0 ? 'completed' : 'queued';
    await api.store.add(aTask({ taskId: `task${n}`, registeredAt: startOfTests + n, status }));
  }
  return api;
};
const ids = (tasks: { taskId: string }[]) => tasks.map(({ taskId }) => taskId);

describe('GET /v1/tasks', () => {
  it('lists newest first, page by page, to the end', async () => {
    const { call, store } = await withTasks(5);
    const first = await call('listTasks', { query: { limit: '2' } });
    expect(ids(first.body.tasks)).toEqual(['task5', 'task4']);
    await store.add(aTask({ taskId: 'task6', registeredAt: startOfTests + 6 }));
    const second = await call('listTasks', { query: { limit: '2', cursor: first.body.nextCursor } });
    expect(ids(second.body.tasks)).toEqual(['task3', 'task2']);
    const last = await call('listTasks', { query: { limit: '2', cursor: second.body.nextCursor } });
    expect(last.body).toMatchObject({ tasks: [{ taskId: 'task1' }], nextCursor: null });
  });

  it('lists those of one status', async () => {
    const { call } = await withTasks(5);
    const { body } = await call('listTasks', { query: { status: 'completed' } });
    expect(ids(body.tasks)).toEqual(['task4', 'task2']);
  });

  it('lists those whose callback is in one state', async () => {
    const { call, store } = await withTasks(5);
    const states = { task1: 'exhausted', task3: 'delivered', task4: 'exhausted' } as const;
    for (const [taskId, state] of Object.entries(states)) {
      await store.deliveries.add(aDelivery({ taskId, state, requestedAt: startOfTests + Number(taskId[4]) }));
    }
    const { body } = await call('listTasks', { query: { delivery: 'exhausted', limit: '1' } });
    expect(ids(body.tasks)).toEqual(['task4']);
    const { nextCursor: cursor } = body;
    const next = await call('listTasks', { query: { delivery: 'exhausted', limit: '1', cursor } });
    expect(next.body).toMatchObject({ tasks: [{ taskId: 'task1' }], nextCursor: null });
    expect((await call('listTasks', { query: { delivery: 'delivered', cursor } })).status).toBe(400);
    expect((await call('listTasks', { query: { delivery: 'gone' } })).body.tasks).toEqual([]);
    expect(
      (await call('listTasks', { owner: 'other', query: { delivery: 'exhausted' } })).body.tasks,
    ).toEqual([]);
  });

  it('takes one filter at a time', async () => {
    const { call } = apiOverFakes();
    const answer = await call('listTasks', { query: { delivery: 'exhausted', status: 'completed' } });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'delivery' }] } });
  });

  it('answers 304 as long as the page is the same', async () => {
    const { call, store } = await withTasks(3);
    const { ETag = '' } = (await call('listTasks')).headers;
    const ask = () => call('listTasks', { headers: { 'if-none-match': ETag } });
    expect(await ask()).toMatchObject({ status: 304, body: undefined, headers: { ETag } });
    await store.add(aTask({ taskId: 'task4', registeredAt: startOfTests + 4 }));
    expect(await ask()).toMatchObject({ status: 200 });
  });

  it('shows nothing of another owner', async () => {
    const { call } = await withTasks(3);
    expect((await call('listTasks', { owner: 'other' })).body).toEqual({ tasks: [], nextCursor: null });
  });

  it('takes a cursor for the owner and filter only that it was given to', async () => {
    const { call } = await withTasks(5);
    const { nextCursor: cursor } = (await call('listTasks', { query: { limit: '1' } })).body;
    const wrong: ApiCall[] = [
      { owner: 'other', query: { cursor } },
      { query: { cursor, status: 'queued' } },
      { query: { cursor: `${cursor.slice(0, -2)}AA` } },
      { query: { cursor: `A${cursor.slice(1)}` } },
      { query: { cursor: 'abc' } },
      { query: { cursor: '' } },
    ];
    for (const call_ of wrong) {
      const answer = await call('listTasks', call_);
      expect(answer.status).toBe(400);
      expect(answer.body.errors[0].field).toBe('cursor');
    }
    expect((await call('listTasks', { query: { limit: '5', cursor } })).status).toBe(200);
  });

  it('takes a cursor of before a rotation of the master secret', async () => {
    const version = (value: string) => async () => ({ value, createdAt: 0 });
    const older = { current: version('older'), previous: async () => undefined };
    const newer = { current: version('newer'), previous: version('older') };
    const cursor = await new HmacPageCursors(older).seal('scope', { taskId: 'task1' });
    expect(await new HmacPageCursors(newer).open('scope', cursor)).toEqual({ taskId: 'task1' });
    const newest = { current: version('newest'), previous: version('newer') };
    expect(await new HmacPageCursors(newest).open('scope', cursor)).toBeUndefined();
  });

  it.each([
    ['limit', '0'],
    ['limit', '101'],
    ['limit', 'ten'],
    ['status', 'gone'],
    ['delivery', 'withdrawn'],
    ['page', '2'],
  ])('refuses %s=%s', async (name, value) => {
    const { call } = apiOverFakes();
    const answer = await call('listTasks', { query: { [name]: value } });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: name }] } });
  });
});
