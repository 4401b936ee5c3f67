import { beforeEach, describe, expect, it } from 'vitest';
import type { Delivery } from '../../../lambdas/domain/task/delivery.ts';
import { day, hour, minute } from '../../../lambdas/domain/task/time.ts';
import {
  maxDeliveryStrikes,
  maxStrikes,
  type Repair,
  sweepOverdue,
} from '../../../lambdas/domain/tracking/sweep-overdue.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { MemoryExecutions } from '../../support/fakes/memory-executions.ts';
import { MemoryRecoveries } from '../../support/fakes/memory-recoveries.ts';
import { MemoryStore } from '../../support/fakes/memory-store.ts';
import { aDelivery, aTask, startOfTests } from '../../support/records.ts';

const { owner, taskId } = aTask();
const past = { leaseUntil: startOfTests };

let store: MemoryStore;
let executions: MemoryExecutions;
let clock: ManualClock;

beforeEach(() => {
  store = new MemoryStore();
  executions = new MemoryExecutions();
  clock = new ManualClock(startOfTests + hour);
});

const sweep = async (deliveries = store.deliveries): Promise<Repair[]> => {
  const deps = {
    tasks: store,
    deliveries,
    recoveries: new MemoryRecoveries(),
    overdue: store.overdue,
    executions,
    clock,
    limit: 100,
  };
  const repairs: Repair[] = [];
  for await (const repair of sweepOverdue(deps)()) repairs.push(repair);
  return repairs;
};

/** What a repair is about, whatever the field is called. */
const about = (repair: Repair | undefined): unknown =>
  Object.values(repair ?? {}).find((value) => typeof value === 'object' && 'taskId' in value);

const failing = (error: unknown): void => {
  executions.start = () => Promise.reject(error);
};

describe('what the sweep reports of a task', () => {
  it('is a restart with its number and its restarts in a row', async () => {
    await store.add(aTask({ ...past, restart: 4, strikes: 2 }));
    const [repair] = await sweep();
    expect(repair).toMatchObject({ kind: 'restarted', strikes: 3 });
    expect(about(repair)).toEqual({ owner, taskId, restart: 5 });
  });

  it('is the tracking given up if the video was not finished', async () => {
    clock.advance(day);
    await store.add(aTask({ ...past, strikes: maxStrikes, status: 'processing' }));
    const [repair] = await sweep();
    expect(repair).toMatchObject({ kind: 'given_up', what: 'tracking' });
    expect(about(repair)).toEqual({ owner, taskId, restart: 1 });
  });

  it('is the video given up if it was to be copied', async () => {
    clock.advance(day);
    await store.add(aTask({ ...past, strikes: maxStrikes, status: 'archiving' }));
    expect(await sweep()).toMatchObject([{ kind: 'given_up', what: 'video' }]);
  });

  it('says in the record how many restarts were in vain', async () => {
    clock.advance(day);
    await store.add(aTask({ ...past, strikes: 9 }));
    await sweep();
    expect((await store.find({ owner, taskId }))?.outcome).toEqual({
      status: 'failed',
      error: { code: 'tracking_failed', message: 'Given up after 9 restarts without progress.' },
    });
  });

  it('is a start that failed, with the execution that still holds the record and the error', async () => {
    const error = new Error('Step Functions is down');
    failing(error);
    await store.add(aTask({ ...past, restart: 4 }));
    const [repair] = await sweep();
    expect(repair).toMatchObject({ kind: 'not_started', error });
    expect(about(repair)).toEqual({ owner, taskId, restart: 4 });
  });

  it('is an error, whatever was thrown', async () => {
    failing('a text');
    await store.add(aTask(past));
    expect(await sweep()).toMatchObject([{ kind: 'not_started', error: new Error('a text') }]);
  });
});

describe('a task that was restarted too often', () => {
  it('is given up at its deadline, and not a millisecond before', async () => {
    const deadline = clock.now() + 1;
    await store.add(aTask({ ...past, strikes: maxStrikes, deadline }));
    expect(await sweep()).toMatchObject([{ kind: 'restarted' }]);
    await store.add(aTask({ ...past, taskId: 'other', strikes: maxStrikes, deadline }));
    clock.advance(1);
    expect(await sweep()).toMatchObject([{ kind: 'given_up' }]);
  });

  it('is not given up once its final status is recorded: its event is still to be sent', async () => {
    clock.advance(day);
    await store.add(aTask({ ...past, strikes: 50, status: 'failed' }));
    expect(await sweep()).toMatchObject([{ kind: 'restarted', strikes: 51 }]);
    expect(await store.find({ owner, taskId })).not.toHaveProperty('outcome');
  });

  it('is restarted after its deadline at growing intervals', async () => {
    await store.add(aTask({ ...past, strikes: 3, deadline: clock.now() }));
    await sweep();
    expect((await store.find({ owner, taskId }))?.leaseUntil).toBe(clock.now() + 40 * minute);
  });
});

describe('what the sweep does about a delivery', () => {
  const add = (fields: Partial<Delivery> = {}) =>
    store.deliveries.add(aDelivery({ ...past, number: 3, ...fields }));
  const find = () => store.deliveries.find({ owner, taskId, number: 3 });

  it('is a restart that fences the execution before, with a lease that grows', async () => {
    await add({ restart: 4, strikes: 2 });
    const [repair] = await sweep();
    expect(repair).toMatchObject({ kind: 'restarted', strikes: 3 });
    expect(about(repair)).toEqual({ owner, taskId, restart: 5, delivery: 3 });
    expect(await find()).toMatchObject({ restart: 5, strikes: 3, leaseUntil: clock.now() + 20 * minute });
  });

  it('is its end after days of restarts, reported as a callback that was given up', async () => {
    await add({ restart: 4, strikes: maxDeliveryStrikes });
    const [repair] = await sweep();
    expect(repair).toMatchObject({ kind: 'given_up', what: 'callback' });
    expect(about(repair)).toEqual({ owner, taskId, restart: 5, delivery: 3 });
    expect(await find()).not.toHaveProperty('leaseUntil');
    expect(await find()).not.toHaveProperty('nextAttemptAt');
  });

  it.each([0, maxDeliveryStrikes])(
    'is nothing if it was settled meanwhile, after %i restarts',
    async (strikes) => {
      await add({ strikes });
      expect(await sweep({ ...store.deliveries, change: async () => 'superseded' })).toEqual([]);
      expect(executions.started).toEqual([]);
    },
  );

  it('is a start that failed, with the execution that held the delivery', async () => {
    failing(new Error('Step Functions is down'));
    await add({ restart: 4 });
    const [repair] = await sweep();
    expect(repair?.kind).toBe('not_started');
    expect(about(repair)).toEqual({ owner, taskId, restart: 4, delivery: 3 });
  });
});
