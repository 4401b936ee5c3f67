import type { Recovery } from '../recovery/recovery.ts';
import type { Delivery } from '../task/delivery.ts';
import type { Task } from '../task/task.ts';
import type { Millis } from '../task/time.ts';

/** An item whose lease has run out. */
export type OverdueItem =
  | { readonly kind: 'task'; readonly task: Task }
  | { readonly kind: 'delivery'; readonly delivery: Delivery }
  | { readonly kind: 'recovery'; readonly recovery: Recovery };

/** The items that still need a step. */
export interface OverdueStore {
  /** How many items have a lease: what is still to be done. */
  count(): Promise<number>;
  /** Items past their lease, oldest first within a shard, read as they are now. */
  find(before: Millis, limit: number): AsyncIterable<OverdueItem>;
}
