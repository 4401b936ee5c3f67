import type { RecoveryInput } from '../../contract/workflow.ts';
import type { Executions } from '../task/executions.ts';
import { leaseForRestart } from '../task/lease.ts';
import type { Clock } from '../task/time.ts';
import { type Recovery, recoveryLife } from './recovery.ts';
import type { RecoveryStore } from './recovery-store.ts';

export interface RestartRecoveryDeps {
  readonly recoveries: Pick<RecoveryStore, 'change'>;
  readonly executions: Pick<Executions, 'start'>;
  readonly clock: Clock;
}

/** Restarts without progress after which a job is given up: 235 minutes of leases, as with a task. */
export const maxRecoveryStrikes = 6;

/** The next execution of a job that did not get on, or its end. `undefined` if it did get on, or another one was faster. */
export const restartRecovery = async (
  { recoveries, executions, clock }: RestartRecoveryDeps,
  recovery: Recovery,
): Promise<{ readonly kind: 'restarted' | 'given_up'; readonly strikes: number } | undefined> => {
  const now = clock.now();
  const restart = recovery.restart + 1;
  const strikes = recovery.strikes + 1;
  if (recovery.strikes >= maxRecoveryStrikes) {
    const end = {
      state: 'failed',
      restart,
      finishedAt: now,
      leaseUntil: undefined,
      expiresAt: now + recoveryLife,
    } as const;
    return (await recoveries.change(recovery, end)) === 'changed' ? { kind: 'given_up', strikes } : undefined;
  }
  const change = { restart, strikes, leaseUntil: leaseForRestart(recovery.strikes, now) };
  if ((await recoveries.change(recovery, change)) === 'superseded') return undefined;
  await executions.start(recoveryInput(recovery, restart));
  return { kind: 'restarted', strikes };
};

export const recoveryInput = ({ owner, id }: Recovery, restart: number): RecoveryInput => ({
  owner,
  recovery: id,
  restart,
});
