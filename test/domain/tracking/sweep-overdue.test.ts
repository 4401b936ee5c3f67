import { beforeEach, describe, expect, it } from 'vitest';
import type { ExecutionInput } from '../../../lambdas/contract/workflow.ts';
import type { Task } from '../../../lambdas/domain/task/task.ts';
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

describe('the sweep', () => {
  let store: MemoryStore;
  let executions: MemoryExecutions;
  let clock: ManualClock;
  const sweep = async (limit = 100): Promise<Repair[]> => {
    const { overdue, deliveries } = store;
    const repairs: Repair[] = [];
    const run = sweepOverdue({
      tasks: store,
      deliveries,
      recoveries: new MemoryRecoveries(),
      overdue,
      executions,
      clock,
      limit,
    });
    for await (const repair of run()) repairs.push(repair);
    return repairs;
  };

  beforeEach(() => {
    store = new MemoryStore();
    executions = new MemoryExecutions();
    clock = new ManualClock(startOfTests + hour);
  });

  it('starts a new execution for a task past its lease, and fences the old one', async () => {
    const task = aTask({ leaseUntil: startOfTests });
    await store.add(task);
    await sweep();
    const input: ExecutionInput = { owner: task.owner, taskId: task.taskId, restart: 1 };
    expect(executions.started).toEqual([input]);
    expect(await store.change(task, 'query', { queries: 1 })).toBe('superseded');
    expect(await store.find(task)).toMatchObject({ restart: 1, strikes: 1, status: 'queued' });
  });

  it('does nothing about a task within its lease, or with none', async () => {
    await store.add(aTask({ taskId: 'a', leaseUntil: clock.now() + 1 }));
    await store.add(aTask({ taskId: 'b', leaseUntil: undefined, status: 'completed' }));
    expect(await sweep()).toEqual([]);
  });

  it('does not start a task twice in a row', async () => {
    await store.add(aTask({ leaseUntil: startOfTests }));
    await sweep();
    await sweep();
    expect(executions.started).toHaveLength(1);
  });

  it('leaves a task alone that its owner stops just before it is restarted', async () => {
    const task = aTask({ leaseUntil: startOfTests });
    await store.add(task);
    const { overdue } = store;
    const find = overdue.find.bind(overdue);
    overdue.find = async function* (before, limit) {
      for await (const item of find(before, limit)) {
        await store.change(task, 'stop', { status: 'stopped', leaseUntil: undefined });
        yield item;
      }
    };
    expect(await sweep()).toEqual([]);
    expect((await store.find(task))?.leaseUntil).toBeUndefined();
    expect(executions.started).toEqual([]);
  });

  it('restarts a delivery by itself', async () => {
    const delivery = aDelivery({ number: 3, leaseUntil: startOfTests });
    await store.deliveries.add(delivery);
    await sweep();
    expect(executions.started).toEqual([
      { owner: delivery.owner, taskId: delivery.taskId, restart: 1, delivery: 3 },
    ]);
  });

  const sweepUntilGivenUp = async (task: Task): Promise<void> => {
    for (let sweeps = 0; sweeps < 1_000 && !(await store.find(task))?.outcome; sweeps += 1) {
      await sweep();
      clock.advance(5 * minute);
    }
  };

  it('gives a task up only after hours of restarts without progress, and then has the owner told', async () => {
    const task = aTask({ leaseUntil: clock.now() - 1, deadline: clock.now() + hour });
    await store.add(task);
    const start = clock.now();
    await sweepUntilGivenUp(task);
    expect(clock.now() - start).toBeGreaterThan(3 * hour);
    const given = await store.find(task);
    expect(given?.outcome).toMatchObject({ status: 'failed', error: { code: 'tracking_failed' } });
    expect(executions.started).toHaveLength(maxStrikes + 1);
  });

  it.each([
    ['being made', 'processing', 'tracking_failed', 23],
    ['at the provider', 'archiving', 'archive_failed', 24],
  ] as const)(
    'gives up no task while its video is %s, and restarts it a bounded number of times',
    async (...given) => {
      const [, status, code, hours] = given;
      const task = aTask({ status, leaseUntil: startOfTests, deadline: startOfTests + 23 * hour });
      await store.add(task);
      await sweepUntilGivenUp(task);
      expect(clock.now()).toBeGreaterThan(startOfTests + hours * hour);
      expect((await store.find(task))?.outcome?.error?.code).toBe(code);
      expect(executions.started.length).toBeLessThan(25);
    },
  );

  it('forgets the strikes with any progress', async () => {
    const task = aTask({ leaseUntil: startOfTests, strikes: maxStrikes });
    await store.add(task);
    await store.change(task, 'query', { queries: 1, leaseUntil: startOfTests });
    await sweep();
    expect(await store.find(task)).toMatchObject({ strikes: 1 });
    expect((await store.find(task))?.outcome).toBeUndefined();
  });

  it('keeps a known outcome, however often it was restarted', async () => {
    const task = aTask({
      leaseUntil: startOfTests,
      strikes: 50,
      status: 'archiving',
      outcome: { status: 'completed' },
    });
    await store.add(task);
    await sweep();
    expect((await store.find(task))?.outcome).toEqual({ status: 'completed' });
  });

  it('calls a copy that was restarted too often archive_failed', async () => {
    clock.advance(day);
    await store.add(aTask({ leaseUntil: startOfTests, strikes: maxStrikes, status: 'archiving' }));
    expect((await sweep())[0]?.kind).toBe('given_up');
    expect((await store.find(aTask()))?.outcome?.error?.code).toBe('archive_failed');
  });

  it('ends a delivery that makes no progress for days', async () => {
    await store.deliveries.add(aDelivery({ leaseUntil: startOfTests, strikes: maxDeliveryStrikes }));
    await sweep();
    expect(await store.deliveries.find(aDelivery())).toMatchObject({
      state: 'exhausted',
      settledAt: clock.now(),
    });
    expect(executions.started).toEqual([]);
  });

  it('does not wait past the deadline for the next restart', async () => {
    const task = aTask({ leaseUntil: startOfTests, strikes: 5, deadline: clock.now() + 30 * minute });
    await store.add(task);
    await sweep();
    expect((await store.find(task))?.leaseUntil).toBe(task.deadline);
  });

  it('goes on with the others where one cannot be started, and finds that one again', async () => {
    await store.add(aTask({ taskId: 'a', leaseUntil: startOfTests }));
    await store.add(aTask({ taskId: 'b', leaseUntil: startOfTests }));
    const start = executions.start.bind(executions);
    executions.start = async (input) => {
      if (input.taskId === 'a') throw new Error('throttled');
      await start(input);
    };
    expect((await sweep()).map(({ kind }) => kind)).toEqual(['not_started', 'restarted']);
    executions.start = start;
    clock.advance(6 * minute);
    await sweep();
    expect(executions.started.map(({ taskId }) => taskId).sort()).toEqual(['a', 'b', 'b']);
  });

  it('does not hold it against a task that no execution can be started for half a day', async () => {
    const task = aTask({ leaseUntil: startOfTests });
    await store.add(task);
    const start = executions.start.bind(executions);
    executions.start = () => Promise.reject(new Error('Step Functions is down'));
    for (let hours = 0; hours < 12; hours += 1) {
      await sweep();
      clock.advance(hour);
    }
    executions.start = start;
    expect(await sweep()).toMatchObject([{ kind: 'restarted', strikes: 1 }]);
    expect(await store.find(task)).not.toHaveProperty('outcome');
  });

  it('starts no more than its limit', async () => {
    for (const taskId of ['a', 'b', 'c']) await store.add(aTask({ taskId, leaseUntil: startOfTests }));
    expect(await sweep(2)).toHaveLength(2);
  });
});
