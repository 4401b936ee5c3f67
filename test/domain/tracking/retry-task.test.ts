import { beforeEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../lambdas/adapters/runtime/digest.ts';
import { eventId } from '../../../lambdas/domain/callbacks/event-id.ts';
import { readiness } from '../../../lambdas/domain/callbacks/readiness.ts';
import type { ErrorCode, Task } from '../../../lambdas/domain/task/task.ts';
import { hour, minute, second } from '../../../lambdas/domain/task/time.ts';
import { recordOutcome } from '../../../lambdas/domain/tracking/record-outcome.ts';
import { redeliver } from '../../../lambdas/domain/tracking/redeliver.ts';
import { type RetryTaskDeps, retryTask } from '../../../lambdas/domain/tracking/retry-task.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { MemoryExecutions } from '../../support/fakes/memory-executions.ts';
import { MemoryStore } from '../../support/fakes/memory-store.ts';
import { aDelivery, aTask, startOfTests } from '../../support/records.ts';

const { owner, taskId } = aTask();
const key = { owner, taskId };
const ended = (code: ErrorCode, fields: Partial<Task> = {}): Task => {
  const { leaseUntil: _, ...registered } = aTask();
  return {
    ...registered,
    status: 'failed',
    error: { code, message: 'no' },
    restart: 3,
    createdAt: startOfTests,
    finishedAt: startOfTests + hour,
    recordedAt: startOfTests + hour,
    lastPendingAt: startOfTests + minute,
    withoutVideo: { code, message: 'no' },
    notFoundInARow: 10,
    queries: 70,
    ...fields,
  };
};

describe('retrying a task', () => {
  let store: MemoryStore;
  let executions: MemoryExecutions;
  let clock: ManualClock;
  const deps = (): RetryTaskDeps => ({
    tasks: store,
    deliveries: store.deliveries,
    executions,
    clock,
    giveUpAfterSeconds: (23 * hour) / second,
  });
  const retry = () => retryTask(deps())(key);
  const task = async () => (await store.find(key)) as Task;

  beforeEach(() => {
    store = new MemoryStore();
    executions = new MemoryExecutions();
    clock = new ManualClock(startOfTests + 2 * hour);
  });

  it.each([
    ['archive_failed', 'failed'],
    ['not_a_video', 'failed'],
    ['completed_without_video', 'failed'],
    ['tracking_failed', 'failed'],
    ['deadline_exceeded', 'expired'],
    ['task_not_found', 'expired'],
  ] as const)('that ended as %s begins its tracking again, in a new execution', async (code, status) => {
    await store.add(ended(code, { status }));
    expect(await retry()).toMatchObject({ kind: 'retried', task: { status: 'queued', retries: 1 } });
    expect(executions.started).toEqual([{ ...key, restart: 4 }]);
    const record = await task();
    expect(record).toMatchObject({ status: 'queued', restart: 4, retriedAt: clock.now(), queries: 70 });
    expect(record.leaseUntil).toBe(clock.now() + 5 * minute);
    for (const name of ['error', 'finishedAt', 'recordedAt', 'withoutVideo', 'notFoundInARow'])
      expect(record).not.toHaveProperty(name);
  });

  it.each([
    ['provider_failed', { status: 'failed' }],
    ['provider_cancelled', { status: 'cancelled' }],
    ['provider_expired', { status: 'expired' }],
    ['archive_failed', { status: 'stopped' }],
    ['archive_failed', { status: 'completed', error: undefined }],
    ['archive_failed', { status: 'processing', error: undefined }],
  ] as const)(
    'that ended for good, or is not over, is refused and left alone: %s %j',
    async (code, fields) => {
      const before = ended(code, fields);
      await store.add(before);
      expect(await retry()).toMatchObject({ kind: 'nothing_to_retry' });
      expect(executions.started).toEqual([]);
      expect((await task()).restart).toBe(3);
    },
  );

  it('is possible until the provider deletes it, a day from its creation, and not any more then', async () => {
    await store.add(ended('archive_failed', { registeredAt: startOfTests + hour }));
    clock.advance(22 * hour - 1);
    expect((await retry()).kind).toBe('retried');
    store = new MemoryStore();
    await store.add(ended('archive_failed', { registeredAt: startOfTests + hour }));
    clock.advance(1);
    expect((await retry()).kind).toBe('too_late');
  });

  it('has the deadline of the deployment, or the rest of the provider’s day if that is over', async () => {
    await store.add(ended('deadline_exceeded'));
    await retry();
    expect((await task()).deadline).toBe(startOfTests + 23 * hour);
    store = new MemoryStore();
    await store.add(ended('deadline_exceeded'));
    clock.advance(21 * hour + minute);
    await retry();
    expect((await task()).deadline).toBe(startOfTests + 24 * hour);
  });

  it('is possible as long as another provider knows it', async () => {
    const kept = { from: 'finished', recordSeconds: 7 * 24 * 3_600, mediaSeconds: 3_600 } as const;
    const terms = { kept, leastSeconds: 10 };
    clock.advance(48 * hour);
    await store.add(ended('archive_failed', { terms }));
    expect((await retry()).kind).toBe('too_late');
    store = new MemoryStore();
    await store.add(ended('deadline_exceeded', { terms }));
    expect((await retry()).kind).toBe('retried');
    expect((await task()).deadline).toBe(clock.now() + 23 * hour);
  });

  it('begins its owner’s own limit again', async () => {
    await store.add(ended('deadline_exceeded', { giveUpAfterSeconds: 600 }));
    await retry();
    expect((await task()).deadline).toBe(clock.now() + 10 * minute);
  });

  it('twice at the same time starts one execution, and both are answered', async () => {
    await store.add(ended('archive_failed'));
    const kinds = (await Promise.all([retry(), retry(), retry()])).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(['already', 'already', 'retried']);
    expect(executions.started).toEqual([{ ...key, restart: 4 }]);
    expect((await task()).retries).toBe(1);
    expect((await retry()).kind).toBe('already');
  });

  it('that nobody knows is not found', async () => {
    expect(await retry()).toEqual({ kind: 'not_found' });
  });

  it('ends after twenty times', async () => {
    await store.add(ended('task_not_found', { retries: 19 }));
    expect((await retry()).kind).toBe('retried');
    store = new MemoryStore();
    await store.add(ended('task_not_found', { retries: 20 }));
    expect((await retry()).kind).toBe('too_many');
  });

  it('leaves a task that the sweep finds if the execution cannot be started', async () => {
    await store.add(ended('archive_failed'));
    executions.start = () => Promise.reject(new Error('throttled'));
    expect(await retry()).toMatchObject({ kind: 'retried', startFailure: new Error('throttled') });
    clock.advance(6 * minute);
    const overdue = [];
    for await (const item of store.overdue.find(clock.now(), 10)) overdue.push(item);
    expect(overdue).toMatchObject([{ kind: 'task', task: { restart: 4, status: 'queued' } }]);
  });

  it('withdraws what was still to be sent of its old end, and keeps what was sent', async () => {
    await store.add(ended('archive_failed'));
    await store.deliveries.add(aDelivery({ event: 'video.failed', attempts: 3 }));
    const attempt = { ...key, number: 1, attempt: 1, at: startOfTests, milliseconds: 5 };
    await store.deliveries.addAttempt(attempt);
    await retry();
    const delivery = await store.deliveries.find({ ...key, number: 1 });
    expect(delivery).toMatchObject({ state: 'withdrawn', attempts: 3 });
    expect(delivery).not.toHaveProperty('leaseUntil');
    expect(await store.deliveries.attempts(key)).toEqual([attempt]);
  });

  it('keeps an announcement of its old end back that comes late, and whatever is newer going', async () => {
    const old = ended('archive_failed', { leaseUntil: startOfTests + 3 * hour });
    await store.add(old);
    await retry();
    const stale = aDelivery({ event: 'video.failed', eventId: 'msg_old', number: 2 });
    const fresh = aDelivery({ event: 'video.completed', eventId: 'msg_new', number: 1, retries: 1 });
    const done = { ...(await task()), status: 'completed' } as const;
    expect(readiness(stale, await task(), [stale], clock.now()).kind).toBe('withdrawn');
    expect(readiness(stale, done, [fresh, stale], clock.now()).kind).toBe('withdrawn');
    expect(readiness(fresh, done, [fresh, stale], clock.now()).kind).toBe('ready');
  });

  it('leads to an event with an id of its own, even if it ends in the same way', async () => {
    await store.add(ended('archive_failed'));
    const first = eventId(key, 'video.failed', sha256Hex);
    await store.deliveries.add(aDelivery({ event: 'video.failed', eventId: first, state: 'delivered' }));
    await retry();
    const again = { ...deps(), tasks: store, deliveries: store.deliveries };
    expect((await redeliver(again)(key)).kind).toBe('no_event');
    const held = await task();
    const outcome = { status: 'failed', error: { code: 'archive_failed', message: 'again' } } as const;
    await store.change(held, 'query', { outcome });
    const { step } = await recordOutcome({
      tasks: store,
      deliveries: store.deliveries,
      estimates: { add: async () => {} },
      clock,
      eventId: (of, event) => eventId(of, event, sha256Hex),
    })({ ...key, restart: held.restart });
    expect(step).toMatchObject({ next: 'deliver', delivery: 2 });
    const second = await store.deliveries.find({ ...key, number: 2 });
    expect(second).toMatchObject({ event: 'video.failed', state: 'pending', retries: 1 });
    expect(second?.eventId).not.toBe(first);
  });
});
