import { describe, expect, it } from 'vitest';
import { maxRecoveryStrikes } from '../../../lambdas/domain/recovery/restart-recovery.ts';
import { type Repair, sweepOverdue } from '../../../lambdas/domain/tracking/sweep-overdue.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { MemoryExecutions } from '../../support/fakes/memory-executions.ts';
import { MemoryRecoveries } from '../../support/fakes/memory-recoveries.ts';
import { MemoryStore } from '../../support/fakes/memory-store.ts';
import { aRecovery, startOfTests } from '../../support/records.ts';

const sweep = async (job = aRecovery(), failure?: Error) => {
  const store = new MemoryStore();
  const recoveries = new MemoryRecoveries();
  await recoveries.add(job);
  const executions = new MemoryExecutions();
  if (failure) executions.start = () => Promise.reject(failure);
  const clock = new ManualClock(startOfTests);
  const overdue = {
    count: async () => 1,
    find: async function* () {
      yield { kind: 'recovery', recovery: job } as const;
    },
  };
  const repairs: Repair[] = [];
  const { deliveries } = store;
  const run = sweepOverdue({ tasks: store, deliveries, recoveries, overdue, executions, clock, limit: 9 });
  for await (const repair of run()) repairs.push(repair);
  return { repairs, executions, found: await recoveries.find(job) };
};

describe('A recovery that is past its lease', () => {
  it('gets another execution, fenced against the one before', async () => {
    const { repairs, executions, found } = await sweep();
    const input = { owner: 'owner1', recovery: aRecovery().id, restart: 1 };
    expect(executions.started).toEqual([input]);
    expect(repairs).toEqual([{ kind: 'restarted', input, strikes: 1 }]);
    expect(found).toMatchObject({ restart: 1, strikes: 1, state: 'running' });
    expect(found?.leaseUntil).toBeGreaterThan(startOfTests);
  });

  it('is given up after six restarts without progress', async () => {
    const { repairs, executions, found } = await sweep(aRecovery({ strikes: maxRecoveryStrikes }));
    expect(executions.started).toEqual([]);
    expect(repairs).toMatchObject([{ kind: 'given_up', what: 'recovery' }]);
    expect(found).toMatchObject({ state: 'failed', finishedAt: startOfTests });
    expect(found).not.toHaveProperty('leaseUntil');
  });

  it('is found again by a later sweep if no execution could be started', async () => {
    const error = new Error('down');
    const { repairs, found } = await sweep(aRecovery({ restart: 2 }), error);
    const input = { owner: 'owner1', recovery: aRecovery().id, restart: 2 };
    expect(repairs).toEqual([{ kind: 'not_started', input, error }]);
    expect(found?.leaseUntil).toBeGreaterThan(startOfTests);
  });

  it('is left alone if it got on meanwhile', async () => {
    const { repairs } = await sweep(aRecovery({ state: 'done' }));
    expect(repairs).toEqual([]);
  });
});
