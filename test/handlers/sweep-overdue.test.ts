import { beforeEach, describe, expect, it } from 'vitest';
import { day } from '../../lambdas/domain/task/time.ts';
import { maxDeliveryStrikes, maxStrikes } from '../../lambdas/domain/tracking/sweep-overdue.ts';
import { makeHandler } from '../../lambdas/handlers/sweep-overdue.ts';
import { ManualClock } from '../support/fakes/manual-clock.ts';
import { MemoryExecutions } from '../support/fakes/memory-executions.ts';
import { MemoryRecoveries } from '../support/fakes/memory-recoveries.ts';
import { MemoryStore } from '../support/fakes/memory-store.ts';
import { MemoryTelemetry } from '../support/fakes/memory-telemetry.ts';
import { aDelivery, aTask, startOfTests } from '../support/records.ts';

describe('what the alarms hear of a sweep', () => {
  let store: MemoryStore;
  let executions: MemoryExecutions;
  let telemetry: MemoryTelemetry;
  const sweep = async (): Promise<readonly string[]> => {
    const { overdue, deliveries } = store;
    const clock = new ManualClock(startOfTests + day);
    const deps = {
      tasks: store,
      deliveries,
      recoveries: new MemoryRecoveries(),
      overdue,
      executions,
      clock,
      limit: 100,
      telemetry,
    };
    await makeHandler(deps)(undefined, { getRemainingTimeInMillis: () => 60_000 });
    return telemetry.counted;
  };
  const overdue = (taskId: string, fields = {}) =>
    store.add(aTask({ taskId, leaseUntil: startOfTests, ...fields }));

  beforeEach(() => {
    store = new MemoryStore();
    executions = new MemoryExecutions();
    telemetry = new MemoryTelemetry();
  });

  it('is what it started again', async () => {
    await overdue('one');
    expect(await sweep()).toEqual(['restarts']);
    expect(telemetry.logged.at(-1)).toMatchObject({ message: 'sweepEnded', fields: { open: 1 } });
  });

  it('is nothing where nothing is overdue', async () => {
    expect(await sweep()).toEqual([]);
  });

  it('is a failed run where it could repair nothing', async () => {
    await overdue('one');
    executions.start = async () => {
      throw new Error('Not allowed');
    };
    await expect(sweep()).rejects.toThrow('Nothing of what is overdue could be started');
    expect(telemetry.logged.map(({ message }) => message)).toEqual(['restartFailed', 'sweepEnded']);
  });

  it('is a failed run where it breaks off', async () => {
    await overdue('one');
    store.overdue.find = () => {
      throw new Error('Not allowed');
    };
    await expect(sweep()).rejects.toThrow('Not allowed');
    expect(telemetry.counted).toEqual([]);
  });

  it('is each video and each callback that it gives up', async () => {
    await overdue('one', { strikes: maxStrikes, status: 'archiving' });
    await store.deliveries.add(aDelivery({ leaseUntil: startOfTests, strikes: maxDeliveryStrikes }));
    expect([...(await sweep())].sort()).toEqual(['archiveFailures', 'callbacksExhausted']);
  });
});
