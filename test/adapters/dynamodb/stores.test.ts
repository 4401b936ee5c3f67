import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimLife } from '../../../lambdas/domain/task/deadline.ts';
import { minute } from '../../../lambdas/domain/task/time.ts';
import type { OverdueItem } from '../../../lambdas/domain/tracking/overdue-store.ts';
import { aDelivery, aRecovery, aTask, startOfTests } from '../../support/records.ts';
import { type Stores, storePlaces } from '../../support/store-places.ts';

let counter = 0;
const freshTask = (fields: Parameters<typeof aTask>[0] = {}) =>
  aTask({ owner: `owner${++counter}`, ...fields });
const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
};

describe.each(storePlaces)('the records in $name', ({ open, close, here }) => {
  if (!here) {
    it.skip('needs Java', () => {});
    return;
  }
  let store: Stores;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => close());

  it('give an id to the owner that claims it first, and to the one for whom it was created', async () => {
    const mine = freshTask({ taskId: `claimed ${++counter}` });
    const theirs = { ...mine, owner: `${mine.owner} other` };
    const created = { ...mine, owner: `${mine.owner} creator` };
    expect(await store.tasks.add(mine, 'first')).toEqual({ kind: 'added' });
    expect(await store.tasks.add(theirs, 'first')).toEqual({ kind: 'taken' });
    expect(await store.tasks.find(theirs)).toBeUndefined();
    expect(await store.tasks.add(mine, 'first')).toMatchObject({ kind: 'exists' });
    expect(await store.tasks.add(created, 'created')).toEqual({ kind: 'added' });
    expect(await store.tasks.add(theirs, 'first')).toEqual({ kind: 'taken' });
    // Tracked before the id was claimed: as before.
    expect(await store.tasks.add(mine, 'first')).toEqual({ kind: 'exists', task: mine });
    const late = { ...theirs, registeredAt: mine.registeredAt + claimLife(mine) + minute };
    expect(await store.tasks.add(late, 'first')).toEqual({ kind: 'added' });
  });

  it('keep one task of one owner and id', async () => {
    const task = freshTask({ metadata: { a: 'b' } });
    expect(await store.tasks.add(task)).toEqual({ kind: 'added' });
    expect(await store.tasks.add({ ...task, callbackUrl: 'https://other.example' })).toEqual({
      kind: 'exists',
      task,
    });
    expect(await store.tasks.find(task)).toEqual(task);
  });

  it('keep a task of the same id apart by owner', async () => {
    const task = freshTask();
    await store.tasks.add(task);
    expect(await store.tasks.find({ owner: `${task.owner}x`, taskId: task.taskId })).toBeUndefined();
  });

  it('bear a task id of any characters', async () => {
    const task = freshTask({ taskId: `${'#/?%\u{1F3AC}'.repeat(40)}` });
    await store.tasks.add(task);
    expect((await store.tasks.view(task))?.task).toEqual(task);
  });

  it('write a change of the holder, and remove what it sets to undefined', async () => {
    const task = freshTask({ nextQueryAt: 5, strikes: 2 });
    await store.tasks.add(task);
    const changed = await store.tasks.change(task, 'query', { queries: 1, nextQueryAt: undefined });
    expect(changed).toBe('changed');
    const { nextQueryAt: _, ...rest } = task;
    expect(await store.tasks.find(task)).toEqual({ ...rest, queries: 1, strikes: 0 });
  });

  it('refuse a change of a superseded execution', async () => {
    const task = freshTask({ restart: 1 });
    await store.tasks.add(task);
    expect(await store.tasks.change({ ...task, restart: 0 }, 'query', { queries: 1 })).toBe('superseded');
    expect((await store.tasks.find(task))?.queries).toBe(0);
  });

  it('refuse a transition from another status', async () => {
    const task = freshTask({ status: 'stopped' });
    await store.tasks.add(task);
    expect(await store.tasks.change(task, 'query', { queries: 1 })).toBe('superseded');
  });

  it('throw where a transition cannot lead to a status', async () => {
    const task = freshTask();
    await store.tasks.add(task);
    await expect(async () => store.tasks.change(task, 'query', { status: 'completed' })).rejects.toThrow(
      TypeError,
    );
  });

  it('answer with a task and its deliveries in one view, in order', async () => {
    const task = freshTask();
    await store.tasks.add(task);
    const first = aDelivery({ owner: task.owner, number: 1, event: 'video.processing' });
    const second = aDelivery({ owner: task.owner, number: 2 });
    expect(await store.deliveries.add(second)).toBe('added');
    expect(await store.deliveries.add(first)).toBe('added');
    expect(await store.deliveries.add(first)).toBe('exists');
    expect(await store.tasks.view(task)).toEqual({ task, deliveries: [first, second] });
    expect(await store.tasks.view({ ...task, taskId: 'another' })).toBeUndefined();
  });

  it('change a delivery only for its holder, and only while it is pending', async () => {
    const task = freshTask();
    const delivery = aDelivery({ owner: task.owner });
    await store.deliveries.add(delivery);
    expect(await store.deliveries.change({ ...delivery, restart: 3 }, { attempts: 9 })).toBe('superseded');
    const change = { state: 'delivered', attempts: 1, leaseUntil: undefined } as const;
    expect(await store.deliveries.change(delivery, change)).toBe('changed');
    expect(await store.deliveries.change(delivery, { attempts: 9 })).toBe('superseded');
    expect(await store.deliveries.find(delivery)).toMatchObject({ state: 'delivered', attempts: 1 });
  });

  it('keep an attempt once under its number', async () => {
    const task = freshTask();
    const attempt = { owner: task.owner, taskId: task.taskId, number: 1, attempt: 1, at: 1, milliseconds: 5 };
    await store.deliveries.addAttempt({ ...attempt, attempt: 2 });
    await store.deliveries.addAttempt(attempt);
    await store.deliveries.addAttempt({ ...attempt, status: 204 });
    expect(await store.deliveries.attempts(task)).toEqual([
      { ...attempt, status: 204 },
      { ...attempt, attempt: 2 },
    ]);
  });

  it('list an owner’s tasks newest first, page by page, by status too', async () => {
    const { owner } = freshTask();
    for (const n of [1, 2, 3, 4, 5]) {
      const status = n % 2 === 0 ? 'processing' : 'queued';
      await store.tasks.add(aTask({ owner, taskId: `t${n}`, registeredAt: startOfTests + n, status }));
    }
    const ids = async (query: { status?: 'queued' | 'processing' }) => {
      const seen: string[] = [];
      let after: Readonly<Record<string, string>> | undefined;
      do {
        const page = await store.tasks.list({ owner, limit: 2, ...query, ...(after ? { after } : {}) });
        seen.push(...page.tasks.map(({ taskId }) => taskId));
        after = page.next;
      } while (after);
      return seen;
    };
    expect(await ids({})).toEqual(['t5', 't4', 't3', 't2', 't1']);
    expect(await ids({ status: 'queued' })).toEqual(['t5', 't3', 't1']);
    const third = aTask({ owner, taskId: 't3' });
    await store.tasks.change(third, 'query', { status: 'processing' });
    expect(await ids({ status: 'processing' })).toEqual(['t4', 't3', 't2']);
  });

  it('list an owner’s deliveries of final events by state, newest first, page by page', async () => {
    const { owner } = freshTask();
    const add = (n: number, fields: Parameters<typeof aDelivery>[0] = {}) =>
      store.deliveries.add(aDelivery({ owner, taskId: `t${n}`, requestedAt: startOfTests + n, ...fields }));
    for (const n of [1, 2, 3]) await add(n);
    await add(4, { event: 'video.processing' });
    await add(5, { number: 12, state: 'exhausted' });
    const listed = async (state: 'pending' | 'exhausted', limit = 2) => {
      const seen: string[] = [];
      let after: Readonly<Record<string, string>> | undefined;
      do {
        const page = await store.deliveries.list({ owner, state, limit, ...(after ? { after } : {}) });
        seen.push(...page.deliveries.map(({ taskId, number }) => `${taskId}/${number}`));
        after = page.next;
      } while (after);
      return seen;
    };
    expect(await listed('pending')).toEqual(['t3/1', 't2/1', 't1/1']);
    expect(await listed('exhausted')).toEqual(['t5/12']);
    await store.deliveries.change({ owner, taskId: 't2', number: 1, restart: 0 }, { state: 'exhausted' });
    await store.deliveries.change({ owner, taskId: 't1', number: 1, restart: 0 }, { state: 'withdrawn' });
    expect(await listed('pending')).toEqual(['t3/1']);
    expect(await listed('exhausted')).toEqual(['t5/12', 't2/1']);
    await store.deliveries.unlist({ owner, taskId: 't5', number: 12 });
    expect(await listed('exhausted')).toEqual(['t2/1']);
    const between = (since: number, until: number) =>
      store.deliveries.count({
        owner,
        state: 'exhausted',
        since: startOfTests + since,
        until: startOfTests + until,
      });
    expect([await between(2, 2), await between(0, 1), await between(3, 9)]).toEqual([1, 0, 0]);
    const oldest = await store.deliveries.list({ owner, state: 'pending', limit: 1, oldestFirst: true });
    expect(oldest.deliveries.map(({ taskId }) => taskId)).toEqual(['t3']);
    expect(await store.deliveries.find({ owner, taskId: 't2', number: 1 })).toEqual(
      aDelivery({ owner, taskId: 't2', requestedAt: startOfTests + 2, state: 'exhausted' }),
    );
  });

  it('list deliveries to the bus apart from the callbacks that they go beside', async () => {
    const { owner } = freshTask();
    const beside = { owner, number: 2, destination: 'bus', beside: true } as const;
    await store.deliveries.add(aDelivery({ owner }));
    await store.deliveries.add(aDelivery(beside));
    const counted = async (state: 'pending' | 'exhausted') => [
      await store.deliveries.count({ owner, state }),
      await store.deliveries.count({ owner, state, beside: true }),
    ];
    expect(await counted('pending')).toEqual([1, 1]);
    await store.deliveries.change(aDelivery(beside), { state: 'exhausted' });
    expect([await counted('pending'), await counted('exhausted')]).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it('change a job only for its holder, and only while it is running', async () => {
    const { owner } = freshTask();
    const job = aRecovery({ owner });
    await store.recoveries.add(job);
    expect(await store.recoveries.change(job, { sent: 10, after: { pk: 'a' } })).toBe('changed');
    expect(await store.recoveries.change({ ...job, restart: 1 }, { sent: 99 })).toBe('superseded');
    expect(await store.recoveries.find(job)).toEqual({ ...job, sent: 10, after: { pk: 'a' } });
    const end = { state: 'stopped', after: undefined, leaseUntil: undefined } as const;
    expect(await store.recoveries.change(job, end)).toBe('changed');
    expect(await store.recoveries.change(job, { sent: 99 })).toBe('superseded');
    const { leaseUntil: _, ...ended } = job;
    expect(await store.recoveries.find(job)).toEqual({ ...ended, sent: 10, state: 'stopped' });
    expect(await store.recoveries.find({ ...job, owner: 'other' })).toBeUndefined();
  });

  it('find what is past its lease, and nothing that is settled or renewed', async () => {
    const now = startOfTests + 10_000 * minute;
    const late = freshTask({ leaseUntil: now - 1 });
    const settled = freshTask({ leaseUntil: now - 1, status: 'completed' });
    const held = freshTask({ leaseUntil: now + minute });
    const renewed = freshTask({ leaseUntil: now - 1 });
    const delivery = aDelivery({ owner: late.owner, leaseUntil: now - 5 });
    for (const task of [late, settled, held, renewed]) await store.tasks.add(task);
    await store.deliveries.add(delivery);
    await store.tasks.change(settled, 'settle', { leaseUntil: undefined });
    await store.tasks.change(renewed, 'query', { leaseUntil: now + minute });
    const owners = new Set([late, settled, held, renewed].map(({ owner }) => owner));
    const ownerOf = (item: OverdueItem) =>
      (item.kind === 'task' ? item.task : item.kind === 'delivery' ? item.delivery : item.recovery).owner;
    const found = (await all(store.overdue.find(now, 1_000))).filter((item) => owners.has(ownerOf(item)));
    expect(found).toHaveLength(2);
    expect(found).toContainEqual({ kind: 'task', task: late });
    expect(found).toContainEqual({ kind: 'delivery', delivery });
    expect(await all(store.overdue.find(now, 1))).toHaveLength(1);
    const before = await store.overdue.count();
    await store.tasks.change(late, 'stop', { status: 'stopped', leaseUntil: undefined });
    expect(await store.overdue.count()).toBe(before - 1);
  });
});
