import type { Clock } from '../task/time.ts';
import { type Recovery, type RecoveryKey, recoveryLife } from './recovery.ts';
import type { RecoveryStore } from './recovery-store.ts';

export type StoppedRecovery =
  | { readonly kind: 'stopped'; readonly recovery: Recovery }
  | { readonly kind: 'finished' }
  | { readonly kind: 'not_found' };

/** Restarts may overtake it a few times; more often is a defect. */
const maxTries = 5;

/** Ends a job: the running turn finds that out within a second. Stopping again answers as the first time. */
export const stopRecovery =
  ({ recoveries, clock }: { readonly recoveries: RecoveryStore; readonly clock: Clock }) =>
  async (key: RecoveryKey): Promise<StoppedRecovery> => {
    for (let tries = 0; tries < maxTries; tries += 1) {
      const recovery = await recoveries.find(key);
      if (!recovery) return { kind: 'not_found' };
      if (recovery.state === 'stopped') return { kind: 'stopped', recovery };
      if (recovery.state !== 'running') return { kind: 'finished' };
      const now = clock.now();
      const change = {
        state: 'stopped',
        finishedAt: now,
        leaseUntil: undefined,
        expiresAt: now + recoveryLife,
      } as const;
      if ((await recoveries.change(recovery, change)) === 'changed') {
        return { kind: 'stopped', recovery: { ...recovery, ...change } };
      }
    }
    throw new Error('The job changed hands again and again');
  };
