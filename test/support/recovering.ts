import {
  type RecoverDeliveriesDeps,
  recoverDeliveries,
} from '../../lambdas/domain/recovery/recover-deliveries.ts';
import { startRecovery } from '../../lambdas/domain/recovery/start-recovery.ts';
import type { Delivery } from '../../lambdas/domain/task/delivery.ts';
import { hour, second } from '../../lambdas/domain/task/time.ts';
import { ManualClock } from './fakes/manual-clock.ts';
import { MemoryExecutions } from './fakes/memory-executions.ts';
import { MemoryRecoveries } from './fakes/memory-recoveries.ts';
import { MemoryStore } from './fakes/memory-store.ts';
import { aDelivery, aTask, startOfTests } from './records.ts';

/** A job of one owner, over stores in memory. */
export const recovering = () => {
  const owner = 'owner1';
  const key = { owner, id: 'job' };
  const store = new MemoryStore();
  const recoveries = new MemoryRecoveries();
  const executions = new MemoryExecutions();
  const clock = new ManualClock(startOfTests + 3 * hour);
  const deps: RecoverDeliveriesDeps = {
    tasks: store,
    deliveries: store.deliveries,
    recoveries,
    executions,
    clock,
    waitUntil: async (time) => clock.advance(Math.max(0, time - clock.now())),
  };
  return {
    ...{ owner, key, store, recoveries, executions, clock, deps },
    /** A task whose callback was given up, `after` seconds from the start. */
    missed: async (taskId: string, after: number, fields: Partial<Delivery> = {}) => {
      await store.add(aTask({ taskId, status: 'failed' }));
      const delivery = aDelivery({ taskId, event: 'video.failed', state: 'exhausted', ...fields });
      const { leaseUntil: _, ...ended } = delivery;
      await store.deliveries.add({ ...ended, requestedAt: startOfTests + after * second });
    },
    begin: (states: ('exhausted' | 'gone')[] = ['exhausted']) =>
      startRecovery({ recoveries, executions, clock })(key, {
        since: startOfTests,
        until: clock.now(),
        states,
      }),
    turn: (changed: Partial<RecoverDeliveriesDeps> = {}, restart = 0) =>
      recoverDeliveries({ ...deps, ...changed })({ owner, recovery: key.id, restart }),
    job: () => recoveries.find(key),
    deliveriesOf: async (taskId: string) => (await store.view({ owner, taskId }))?.deliveries ?? [],
  };
};
