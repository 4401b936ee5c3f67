import type { Millis } from './time.ts';

/** How long the deployment keeps what it has recorded. */
export interface Retention {
  /** Milliseconds from a task's or a delivery's end to the deletion of its record. Absent: records are kept for ever. */
  readonly retainMillis?: Millis;
}
