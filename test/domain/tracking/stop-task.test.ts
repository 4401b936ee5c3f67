import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../lambdas/domain/task/delivery.ts';
import type { Task } from '../../../lambdas/domain/task/task.ts';
import { day, hour } from '../../../lambdas/domain/task/time.ts';
import { stopTask } from '../../../lambdas/domain/tracking/stop-task.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { MemoryExecutions } from '../../support/fakes/memory-executions.ts';
import { MemoryStore } from '../../support/fakes/memory-store.ts';
import { aDelivery, aTask, startOfTests } from '../../support/records.ts';

const now = startOfTests + hour;
const { owner, taskId } = aTask();
const key = { owner, taskId };

const make = async (task: Partial<Task> = {}, deliveries: readonly Partial<Delivery>[] = []) => {
  const tasks = new MemoryStore();
  await tasks.add(aTask(task));
  for (const [n, fields] of deliveries.entries())
    await tasks.deliveries.add(aDelivery({ number: n + 1, ...fields }));
  const executions = new MemoryExecutions();
  const deps = { tasks, deliveries: tasks.deliveries, executions, clock: new ManualClock(now) };
  return { tasks, executions, deps, stop: (more = {}) => stopTask({ ...deps, ...more })(key) };
};

describe('stopping a task', () => {
  it('ends it in the record: no poll, no lease, no link is left', async () => {
    const at = await make({
      status: 'processing',
      nextQueryAt: now,
      sourceUrl: 'https://example.com/v.mp4',
      outcome: { status: 'failed' },
    });
    const stopped = await at.stop();
    expect(stopped.kind).toBe('stopped');
    const record = await at.tasks.find(key);
    expect(record).toMatchObject({ status: 'stopped', finishedAt: now, recordedAt: now });
    for (const field of ['nextQueryAt', 'sourceUrl', 'outcome', 'leaseUntil', 'expiresAt']) {
      expect(record).not.toHaveProperty(field);
    }
  });

  it('answers with the record as it is now', async () => {
    const at = await make();
    const stopped = await at.stop();
    expect(stopped).toMatchObject({ kind: 'stopped', task: { status: 'stopped', recordedAt: now } });
  });

  it('keeps the time at which the end was first seen', async () => {
    const at = await make({ status: 'archiving', finishedAt: startOfTests });
    await at.stop();
    expect(await at.tasks.find(key)).toMatchObject({ finishedAt: startOfTests, recordedAt: now });
  });

  it('has the record deleted after as long as the deployment keeps records', async () => {
    const at = await make();
    await at.stop({ retainMillis: 90 * day });
    expect(await at.tasks.find(key)).toMatchObject({ expiresAt: now + 90 * day });
  });

  it('stops the execution that holds the record', async () => {
    const at = await make({ restart: 2 });
    await at.stop();
    expect(at.executions.stopped).toEqual([{ ...key, restart: 2 }]);
  });

  it('withdraws deliveries that are pending, with their executions, and no others', async () => {
    const at = await make({}, [{ state: 'delivered', event: 'video.processing' }, { restart: 3 }]);
    const stopped = await at.stop();
    const withdrawn = { number: 2, state: 'withdrawn', settledAt: now };
    expect(stopped).toMatchObject({ deliveries: [{ number: 1, state: 'delivered' }, withdrawn] });
    const record = await at.deps.deliveries.find({ ...key, number: 2 });
    expect(record).toMatchObject(withdrawn);
    expect(record).not.toHaveProperty('nextAttemptAt');
    expect(record).not.toHaveProperty('leaseUntil');
    expect(at.executions.stopped).toEqual([
      { ...key, restart: 0 },
      { ...key, restart: 3, delivery: 2 },
    ]);
  });

  it('reports a delivery that was settled at the same moment as it was before', async () => {
    const at = await make({}, [{}]);
    const deliveries = { change: async () => 'superseded' as const };
    expect(await at.stop({ deliveries })).toMatchObject({ deliveries: [{ state: 'pending' }] });
  });

  it('again does what is left of it, and changes the record no more', async () => {
    const at = await make({ status: 'stopped', recordedAt: startOfTests, leaseUntil: undefined }, [{}]);
    const stopped = await at.stop();
    expect(stopped).toMatchObject({ kind: 'stopped', task: { recordedAt: startOfTests } });
    expect(at.executions.stopped).toHaveLength(2);
  });

  it.each(['completed', 'failed', 'cancelled', 'expired'] as const)(
    'does nothing to a task that is %s',
    async (status) => {
      const at = await make({ status }, [{}]);
      expect(await at.stop()).toEqual({ kind: 'finished', task: await at.tasks.find(key) });
      expect(at.executions.stopped).toEqual([]);
      expect(await at.deps.deliveries.find({ ...key, number: 1 })).toMatchObject({ state: 'pending' });
    },
  );

  it('of a task that nobody registered finds none', async () => {
    const at = await make();
    expect(await stopTask(at.deps)({ owner, taskId: 'another' })).toEqual({ kind: 'not_found' });
  });
});

describe('a task that changes hands while it is stopped', () => {
  it('is looked at again, and stopped then', async () => {
    const at = await make();
    let refusals = 4;
    const tasks = {
      view: at.tasks.view.bind(at.tasks),
      change: async (...change: Parameters<MemoryStore['change']>) =>
        refusals-- > 0 ? ('superseded' as const) : at.tasks.change(...change),
    };
    expect((await at.stop({ tasks })).kind).toBe('stopped');
  });

  it('is a defect after five tries', async () => {
    const at = await make();
    let tries = 0;
    const change = async () => {
      tries += 1;
      return 'superseded' as const;
    };
    const tasks = { view: at.tasks.view.bind(at.tasks), change };
    await expect(at.stop({ tasks })).rejects.toThrow('changed hands again and again');
    expect(tries).toBe(5);
  });
});
