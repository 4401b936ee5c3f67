import type { ChangeResult } from '../task/task-store.ts';
import type { Recovery, RecoveryKey } from './recovery.ts';

/** A field that is present and undefined is removed. */
export type RecoveryChange = Partial<
  Pick<
    Recovery,
    | 'state'
    | 'sent'
    | 'skipped'
    | 'stateIndex'
    | 'after'
    | 'recent'
    | 'batchAt'
    | 'finishedAt'
    | 'restart'
    | 'strikes'
    | 'leaseUntil'
    | 'expiresAt'
  >
>;

/** The jobs. Every read and write is scoped by owner. */
export interface RecoveryStore {
  add(recovery: Recovery): Promise<void>;
  find(key: RecoveryKey): Promise<Recovery | undefined>;
  /** One conditional write, fenced by the job's `restart` and by its being `running`. */
  change(recovery: RecoveryKey & { readonly restart: number }, change: RecoveryChange): Promise<ChangeResult>;
}
