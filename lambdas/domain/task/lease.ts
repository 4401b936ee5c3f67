import { type Millis, minute } from './time.ts';

/**
 * How long after it was due a step may still come: the longest function (15 minutes) or a full round of the state
 * machine's retries of a failure, whichever is longer, with room to spare. (Of one that is throttled the retries may go on
 * for 20 minutes: a step that is throttled that long may be overtaken.) Too short, and a step that is merely late is overtaken by
 * a restart, which costs a few requests and nothing else; too long, and a lost one is repaired late.
 */
const leaseGrace = {
  query: 10 * minute,
  archive: 20 * minute,
  record: 10 * minute,
  deliver: 10 * minute,
} as const;

/** Until when the step that is due then holds its record. */
export const leaseFor = (act: keyof typeof leaseGrace, dueAt: Millis): Millis => dueAt + leaseGrace[act];

/** A new execution has this long to make its first progress. Doubles with every restart that made none. */
const firstRestartLease = 5 * minute;
const maxRestartLease = 80 * minute;

/** How long the next execution holds an item that was restarted `strikes` times in a row: 5, 10, 20, 40, 80, 80, … minutes. */
export const leaseForRestart = (strikes: number, now: Millis): Millis =>
  now + Math.min(firstRestartLease * 2 ** Math.min(strikes, 10), maxRestartLease);
