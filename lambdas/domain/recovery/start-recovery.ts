import type { DeliveryStore } from '../task/delivery-store.ts';
import type { Executions } from '../task/executions.ts';
import { leaseForRestart } from '../task/lease.ts';
import type { Clock } from '../task/time.ts';
import { listsOf, type Recovery, type RecoveryKey, type RecoveryRange } from './recovery.ts';
import type { RecoveryStore } from './recovery-store.ts';

export interface StartRecoveryDeps {
  readonly recoveries: Pick<RecoveryStore, 'add'>;
  readonly executions: Pick<Executions, 'start'>;
  readonly clock: Clock;
}

/** `startFailure`: the execution could not be started. The job is safe: the sweep starts one when its lease is over. */
export const startRecovery =
  ({ recoveries, executions, clock }: StartRecoveryDeps) =>
  async (
    key: RecoveryKey,
    range: RecoveryRange,
  ): Promise<{ readonly recovery: Recovery; readonly startFailure?: unknown }> => {
    const now = clock.now();
    const recovery: Recovery = {
      ...key,
      ...range,
      // What this job sends is requested from now on: it never comes upon its own deliveries.
      until: Math.min(range.until, now - 1),
      state: 'running',
      requestedAt: now,
      sent: 0,
      skipped: 0,
      stateIndex: 0,
      restart: 0,
      strikes: 0,
      leaseUntil: leaseForRestart(0, now),
    };
    await recoveries.add(recovery);
    try {
      await executions.start({ owner: key.owner, recovery: key.id, restart: 0 });
      return { recovery };
    } catch (startFailure) {
      return { recovery, startFailure };
    }
  };

/** How many deliveries a job would begin with. */
export const countRecoverable =
  ({ deliveries }: { readonly deliveries: Pick<DeliveryStore, 'count'> }) =>
  async (owner: string, { since, until, ...which }: RecoveryRange): Promise<number> => {
    const lists = listsOf(which);
    const counts = await Promise.all(lists.map((list) => deliveries.count({ owner, ...list, since, until })));
    return counts.reduce((sum, count) => sum + count, 0);
  };
