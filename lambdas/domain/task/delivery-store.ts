import type { Delivery, DeliveryAttempt, DeliveryKey } from './delivery.ts';
import type { TaskKey } from './task.ts';
import type { ChangeResult } from './task-store.ts';

/** A field that is present and undefined is removed. */
export type DeliveryChange = Partial<
  Pick<
    Delivery,
    'state' | 'attempts' | 'nextAttemptAt' | 'settledAt' | 'restart' | 'strikes' | 'leaseUntil' | 'expiresAt'
  >
>;

/** Deliveries and their attempts, kept with the task. */
export interface DeliveryStore {
  /** One conditional write: the delivery, unless the task has one of that number. */
  add(delivery: Delivery): Promise<'added' | 'exists'>;
  find(key: DeliveryKey): Promise<Delivery | undefined>;
  /** One conditional write, fenced by the delivery's `restart` and by its being `pending`. */
  change(delivery: DeliveryKey & { readonly restart: number }, change: DeliveryChange): Promise<ChangeResult>;
  /** Stored under its number: an attempt that is made again after a crash overwrites its first record. */
  addAttempt(attempt: DeliveryAttempt): Promise<void>;
  /** All attempts of all deliveries of a task, oldest first. */
  attempts(key: TaskKey): Promise<readonly DeliveryAttempt[]>;
}
