import type { Delivery, DeliveryAttempt, DeliveryKey, ListedState } from './delivery.ts';
import type { TaskKey } from './task.ts';
import type { ChangeResult, PageKey } from './task-store.ts';
import type { Millis } from './time.ts';

/** A field that is present and undefined is removed. */
export type DeliveryChange = Partial<
  Pick<
    Delivery,
    | 'state'
    | 'attempts'
    | 'putOffs'
    | 'nextAttemptAt'
    | 'settledAt'
    | 'restart'
    | 'strikes'
    | 'leaseUntil'
    | 'expiresAt'
  >
>;

export interface ListQuery {
  readonly owner: string;
  readonly state: ListedState;
  /** Those beside a callback, which are in lists of their own; absent: the others. */
  readonly beside?: true;
  /** Requested at this time or later, and at `until` or earlier. */
  readonly since?: Millis;
  readonly until?: Millis;
}

export interface DeliveryPage {
  readonly deliveries: readonly DeliveryKey[];
  /** Where the next page begins; absent on the last. */
  readonly next?: PageKey;
}

/** Deliveries and their attempts, kept with the task. */
export interface DeliveryStore {
  /** One conditional write: the delivery, unless the task has one of that number. */
  add(delivery: Delivery): Promise<'added' | 'exists'>;
  find(key: DeliveryKey): Promise<Delivery | undefined>;
  /** One conditional write, fenced by the delivery's `restart` and by its being `pending`. */
  change(
    delivery: DeliveryKey & Pick<Delivery, 'restart' | 'beside'>,
    change: DeliveryChange,
  ): Promise<ChangeResult>;
  /** Takes a settled delivery from the lists: a newer one of the same event is in its place. */
  unlist(key: DeliveryKey): Promise<void>;
  /** An owner's deliveries of final events, each event's latest to its destination, newest request first. A moment behind the records. */
  list(
    query: ListQuery & { readonly limit: number; readonly after?: PageKey; readonly oldestFirst?: true },
  ): Promise<DeliveryPage>;
  /** How many there are. */
  count(query: ListQuery): Promise<number>;
  /** Stored under its number: an attempt that is made again after a crash overwrites its first record. */
  addAttempt(attempt: DeliveryAttempt): Promise<void>;
  /** All attempts of all deliveries of a task, oldest first. */
  attempts(key: TaskKey): Promise<readonly DeliveryAttempt[]>;
}
