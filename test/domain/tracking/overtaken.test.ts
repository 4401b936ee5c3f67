import { beforeEach, describe, expect, it } from 'vitest';
import type { Task } from '../../../lambdas/domain/task/task.ts';
import { day, hour, minute } from '../../../lambdas/domain/task/time.ts';
import { conclude, recordOutcome } from '../../../lambdas/domain/tracking/record-outcome.ts';
import { redeliver } from '../../../lambdas/domain/tracking/redeliver.ts';
import { retryTask } from '../../../lambdas/domain/tracking/retry-task.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { MemoryExecutions } from '../../support/fakes/memory-executions.ts';
import { MemoryStore } from '../../support/fakes/memory-store.ts';
import { aDelivery, aTask, startOfTests } from '../../support/records.ts';

let store: MemoryStore;
let clock: ManualClock;
let executions: MemoryExecutions;
beforeEach(() => {
  store = new MemoryStore();
  clock = new ManualClock(startOfTests + hour);
  executions = new MemoryExecutions();
});

const key = { owner: 'owner1', taskId: aTask().taskId };
const eventId = 'msg_1';
const deps = () => ({
  ...{ tasks: store, deliveries: store.deliveries, executions, clock, giveUpAfterSeconds: 82_800 },
  estimates: { add: async () => {} },
  eventId: () => eventId,
});
const record = (restart = 0) => recordOutcome(deps())({ ...key, restart });
const failed = (fields: Partial<Task> = {}) =>
  aTask({ status: 'failed', error: { code: 'archive_failed', message: 'no' }, ...fields });
/** Another execution takes the record over before each of the next writes to it. */
const overtakenBefore = (times: number) => {
  const change = store.change.bind(store);
  let left = times;
  store.change = async (held, transition, fields) => {
    const { restart } = (await store.find(held)) as Task;
    if (left-- > 0) await change({ ...held, restart }, 'restart', { restart: restart + 1 });
    return change(held, transition, fields);
  };
};

describe('Recording an outcome', () => {
  it('announces nothing in an execution that is overtaken at that moment', async () => {
    await store.add(aTask({ status: 'archiving', outcome: { status: 'completed' } }));
    overtakenBefore(1);
    expect(await record()).toEqual({ step: { ...key, restart: 0, next: 'done', waitSeconds: 0 } });
    expect((await store.view(key))?.deliveries).toEqual([]);
    expect((await store.find(key))?.status).toBe('archiving');
  });

  it('leaves a lease until its event has a delivery', async () => {
    const task = aTask({ status: 'archiving' });
    await store.add(task);
    const recorded = await conclude(deps())(task, { status: 'completed' }, {});
    expect(recorded?.leaseUntil).toBeGreaterThan(clock.now());
    expect(recorded).not.toHaveProperty('expiresAt');
  });

  it('has an event kept as long as its task is', async () => {
    await store.add(failed({ expiresAt: startOfTests + 90 * day }));
    await record();
    await store.add(failed({ taskId: 'kept' }));
    await recordOutcome(deps())({ ...key, taskId: 'kept', restart: 0 });
    const [first, kept] = [await store.view(key), await store.view({ ...key, taskId: 'kept' })];
    expect(first?.deliveries[0]?.expiresAt).toBe(startOfTests + 90 * day);
    expect(kept?.deliveries[0]).not.toHaveProperty('expiresAt');
  });

  it('does nothing more once the event was delivered', async () => {
    await store.add(failed());
    await store.deliveries.add(aDelivery({ eventId, event: 'video.failed', state: 'delivered' }));
    expect((await record()).step.next).toBe('done');
  });

  it('takes no event of a record before it for its own', async () => {
    await store.add(failed());
    const old = { eventId, event: 'video.failed', state: 'delivered' } as const;
    await store.deliveries.add(aDelivery({ ...old, requestedAt: startOfTests - minute }));
    expect((await record()).step).toMatchObject({ next: 'deliver', delivery: 2 });
  });

  it('numbers on where video.processing is announced at the same moment', async () => {
    await store.add(failed());
    const { add } = store.deliveries;
    store.deliveries.add = async (delivery) => {
      store.deliveries.add = add;
      await add(aDelivery({ event: 'video.processing', eventId: 'other' }));
      return add(delivery);
    };
    expect((await record()).step).toMatchObject({ next: 'deliver', delivery: 2 });
  });

  it('begins with the first delivery where the task cannot be viewed any more', async () => {
    await store.add(failed());
    store.view = async () => undefined;
    expect((await record()).step).toMatchObject({ delivery: 1 });
  });
});

describe('Redelivering', () => {
  const again = () => redeliver(deps())(key);
  const expiresAt = startOfTests + 80 * day;

  it('sends no event of an end before a retry, nor of a record before this one', async () => {
    await store.add(failed({ retries: 1 }));
    await store.deliveries.add(aDelivery({ event: 'video.failed', state: 'exhausted' }));
    expect(await again()).toEqual({ kind: 'no_event' });
    await store.add(aTask({ taskId: 'new', status: 'processing' }));
    await store.deliveries.add(aDelivery({ taskId: 'new', event: 'video.failed', state: 'exhausted' }));
    expect(await redeliver(deps())({ ...key, taskId: 'new' })).toEqual({ kind: 'no_event' });
    expect(executions.started).toEqual([]);
  });

  it.each([
    ['is kept longer than its delivery', startOfTests + 90 * day, expiresAt],
    ['is kept for ever', undefined, expiresAt],
    ['has a delivery that is kept for ever', expiresAt, undefined],
  ])('does not change how long a task is kept that %s', async (_, ofTask, ofDelivery) => {
    await store.add(failed({ ...(ofTask && { expiresAt: ofTask }) }));
    const kept = ofDelivery ? { expiresAt: ofDelivery } : {};
    await store.deliveries.add(aDelivery({ event: 'video.failed', state: 'gone', ...kept }));
    await again();
    expect((await store.find(key))?.expiresAt).toBe(ofTask);
    expect((await store.deliveries.find({ ...key, number: 2 }))?.expiresAt).toBe(ofDelivery);
  });
});

describe('Retrying', () => {
  const retry = () => retryTask(deps())(key);

  it('holds whoever changes the record meanwhile, and fails with words if that does not end', async () => {
    await store.add(failed());
    overtakenBefore(4);
    expect(await retry()).toMatchObject({ kind: 'retried', task: { restart: 5 } });
    store = new MemoryStore();
    await store.add(failed());
    overtakenBefore(5);
    await expect(retry()).rejects.toThrow('The record changed hands again and again');
  });

  it('has video.processing sent that is still to be sent, and no second one', async () => {
    await store.add(failed());
    await store.deliveries.add(aDelivery({ event: 'video.processing' }));
    expect(await retry()).toMatchObject({ kind: 'retried', task: { processingAnnounced: true } });
    expect((await store.deliveries.find({ ...key, number: 1 }))?.state).toBe('pending');
  });

  it('has nothing to do for a task that failed without saying why', async () => {
    const { error: _, ...task } = failed();
    await store.add(task);
    expect((await retry()).kind).toBe('nothing_to_retry');
  });
});
