import { beforeEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../lambdas/adapters/runtime/digest.ts';
import { eventId } from '../../../lambdas/domain/callbacks/event-id.ts';
import type { GenerationTime } from '../../../lambdas/domain/polling/estimate-store.ts';
import type { Task } from '../../../lambdas/domain/task/task.ts';
import { day, minute } from '../../../lambdas/domain/task/time.ts';
import { recordOutcome } from '../../../lambdas/domain/tracking/record-outcome.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { MemoryStore } from '../../support/fakes/memory-store.ts';
import { aDelivery, aTask, startOfTests } from '../../support/records.ts';

describe('recording the outcome', () => {
  let store: MemoryStore;
  let learnt: GenerationTime[];
  const clock = new ManualClock(startOfTests + 5 * minute);
  const record = (task: Task, input = { owner: task.owner, taskId: task.taskId, restart: task.restart }) =>
    recordOutcome({
      tasks: store,
      deliveries: store.deliveries,
      estimates: { add: async (_key, seen) => void learnt.push(seen) },
      clock,
      eventId: (key, event) => eventId(key, event, sha256Hex),
      retainMillis: 90 * day,
    })(input);
  const stored = async (fields: Partial<Task>): Promise<Task> => {
    const task = aTask(fields);
    await store.add(task);
    return task;
  };

  beforeEach(() => {
    store = new MemoryStore();
    learnt = [];
  });

  it.each([
    ['completed', 'video.completed', undefined],
    ['failed', 'video.failed', { code: 'provider_failed', message: 'no' }],
    ['cancelled', 'video.cancelled', { code: 'provider_cancelled', message: 'no' }],
    ['expired', 'video.expired', { code: 'deadline_exceeded', message: 'no' }],
  ] as const)('makes %s final and gives %s one delivery', async (status, event, error) => {
    const open = status === 'completed' ? 'archiving' : 'processing';
    const task = await stored({ status: open, outcome: { status, ...(error ? { error } : {}) } });
    const { step, recorded } = await record(task);
    expect(step).toEqual({
      owner: task.owner,
      taskId: task.taskId,
      restart: 0,
      delivery: 1,
      next: 'deliver',
      waitSeconds: 0,
    });
    expect(recorded).toMatchObject({ status });
    const view = await store.view(task);
    expect(view?.task).toMatchObject({ status, expiresAt: clock.now() + 90 * day });
    expect(view?.task.error).toEqual(error);
    expect(view?.task.leaseUntil).toBeUndefined();
    expect(view?.deliveries).toMatchObject([{ number: 1, event, state: 'pending', attempts: 0 }]);
    expect(view?.deliveries[0]?.leaseUntil).toBeGreaterThan(clock.now());
  });

  it('forgets the provider’s link', async () => {
    const task = await stored({
      status: 'archiving',
      sourceUrl: 'https://cdn/x',
      outcome: { status: 'completed' },
    });
    await record(task);
    expect(await store.find(task)).not.toHaveProperty('sourceUrl');
  });

  it('changes nothing when it is run again', async () => {
    const task = await stored({ status: 'archiving', outcome: { status: 'completed' } });
    const first = await record(task);
    const view = await store.view(task);
    clock.advance(minute);
    const second = await record(task);
    expect(second.step).toEqual(first.step);
    expect(second.recorded).toBeUndefined();
    expect(await store.view(task)).toEqual(view);
  });

  it('goes on where a crash left it, before the delivery was added', async () => {
    const task = await stored({ status: 'failed', error: { code: 'provider_failed', message: 'no' } });
    expect((await record(task)).step).toMatchObject({ next: 'deliver', delivery: 1 });
    expect((await store.find(task))?.leaseUntil).toBeUndefined();
  });

  it('leaves a delivery alone that another execution took over', async () => {
    const task = await stored({ status: 'failed' });
    const id = eventId(task, 'video.failed', sha256Hex);
    await store.deliveries.add(aDelivery({ event: 'video.failed', eventId: id, restart: 1 }));
    expect((await record(task)).step.next).toBe('done');
  });

  it('is not misled by what a record before it, of the same task and deleted since, has left behind', async () => {
    const task = await stored({ status: 'failed', registeredAt: startOfTests });
    await store.deliveries.add(
      aDelivery({
        event: 'video.failed',
        eventId: eventId(task, 'video.failed', sha256Hex),
        state: 'delivered',
        requestedAt: startOfTests - 90 * day,
      }),
    );
    const first = await record(task);
    expect(first.step).toMatchObject({ next: 'deliver', delivery: 2 });
    expect((await record(task)).step).toEqual(first.step);
  });

  it('numbers the final delivery after that of video.processing', async () => {
    const task = await stored({ status: 'processing', outcome: { status: 'cancelled' } });
    await store.deliveries.add(aDelivery({ event: 'video.processing', number: 1 }));
    expect((await record(task)).step).toMatchObject({ next: 'deliver', delivery: 2 });
  });

  it('ends quietly when superseded, stopped or unknown', async () => {
    const task = await stored({ restart: 2, outcome: { status: 'failed' } });
    const input = { owner: task.owner, taskId: task.taskId, restart: 1 };
    expect((await record(task, input)).step.next).toBe('done');
    expect((await record(task, { ...input, taskId: 'unknown' })).step.next).toBe('done');
    const stopped = await stored({ taskId: 'stopped', status: 'stopped' });
    expect((await record(stopped)).step.next).toBe('done');
    expect((await store.view(task))?.deliveries).toEqual([]);
  });

  it('leaves the delivery to the execution that took the record over at the last moment', async () => {
    const task = await stored({ status: 'failed' });
    const add = store.deliveries.add;
    store.deliveries.add = async (delivery) => {
      await store.change(task, 'restart', { restart: task.restart + 1, strikes: 1 });
      return add(delivery);
    };
    const [late, next] = [await record(task), await record({ ...task, restart: task.restart + 1 })];
    expect([late.step.next, next.step.next]).toEqual(['done', 'deliver']);
  });

  it('leaves a task without an outcome to whoever holds its lease', async () => {
    const task = await stored({ status: 'archiving' });
    expect((await record(task)).step.next).toBe('done');
    expect(await store.find(task)).toEqual(task);
  });

  it('learns the generation time of a completed task, once', async () => {
    const seen = { notProcessingAt: startOfTests, processingSince: startOfTests + minute };
    const more = { lastPendingAt: startOfTests + 3 * minute, finishedAt: startOfTests + 4 * minute };
    const task = await stored({ status: 'archiving', outcome: { status: 'completed' }, ...seen, ...more });
    await record(task);
    await record(task);
    expect(learnt).toHaveLength(1);
    const failed = await stored({
      taskId: 'f',
      status: 'processing',
      outcome: { status: 'failed' },
      ...seen,
      ...more,
    });
    await record(failed);
    expect(learnt).toHaveLength(1);
    expect(learnt[0]?.fromSeconds).toBeGreaterThan(100);
    expect(learnt[0]?.toSeconds).toBeLessThan(250);
  });
});
