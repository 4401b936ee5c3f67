import type { DeliveryKey, ListedState } from '../task/delivery.ts';
import type { Leased } from '../task/task.ts';
import type { PageKey } from '../task/task-store.ts';
import { day, type Millis, minute } from '../task/time.ts';

/** States of deliveries that a receiver may have missed for good. */
export const recoverableStates = ['exhausted', 'gone'] as const satisfies readonly ListedState[];
export type RecoverableState = (typeof recoverableStates)[number];

/** `failed`: it was restarted again and again without progress. */
export const recoveryStates = ['running', 'done', 'stopped', 'failed'] as const;
export type RecoveryState = (typeof recoveryStates)[number];

export interface RecoveryKey {
  readonly owner: string;
  readonly id: string;
}

/** Which deliveries are meant: those that were requested in this time, both ends included, and ended in one of the states. */
export interface RecoveryRange {
  readonly since: Millis;
  readonly until: Millis;
  readonly states: readonly RecoverableState[];
  /** Those to the bus that go beside a callback, too; absent: there is no bus. */
  readonly beside?: true;
}

/** The sending again of all that a receiver missed in a time: one job. */
export interface Recovery extends RecoveryKey, RecoveryRange, Leased {
  readonly state: RecoveryState;
  readonly requestedAt: Millis;
  /** Deliveries that were begun. */
  readonly sent: number;
  /** Deliveries that were left alone: sent again by somebody else meanwhile, too often, or deleted. */
  readonly skipped: number;
  /** The one of `listsOf` that is being worked on, from 0, and what of it is done. */
  readonly stateIndex: number;
  readonly after?: PageKey;
  /** The first delivery of each of the last batches, and when the last one was begun. */
  readonly recent?: readonly Pick<DeliveryKey, 'taskId' | 'number'>[];
  readonly batchAt?: Millis;
  readonly finishedAt?: Millis;
  readonly expiresAt?: Millis;
}

/** The lists that a job goes through. */
export const listsOf = ({
  states,
  beside,
}: Pick<RecoveryRange, 'states' | 'beside'>): readonly {
  readonly state: RecoverableState;
  readonly beside?: true;
}[] => [...states.map((state) => ({ state })), ...(beside ? states.map((state) => ({ state, beside })) : [])];

/** Deliveries of a job begun in a second, at most. */
export const recoveriesPerSecond = 10;

/** Batches whose deliveries may all wait for their first attempt: a job is no faster than its receivers and the functions. */
export const maxBatchesAhead = 5;

/** The longest that a job waits for one delivery of a batch before it goes on all the same: its host may be down. */
export const maxHold: Millis = 2 * minute;

/** How long a job can be looked at after its end. */
export const recoveryLife: Millis = 30 * day;
