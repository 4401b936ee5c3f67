import type { DeliveryState } from '../task/delivery.ts';
import { hour, type Millis, minute, second } from '../task/time.ts';
import type { CallbackReply } from './callbacks.ts';

/** Waits before each attempt. 0+5s+5m+30m+2h+5h+10h+14h+20h+24h = 75 h 35 m 5 s: Standard Webhooks' example schedule. */
export const waits: readonly Millis[] = [
  0,
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
];

/** Each wait is up to this share longer, and never shorter: receivers that came back are not hit by all at once. */
export const maxJitter = 0.1;

/** `Retry-After` is honoured up to the longest wait that we choose ourselves. */
export const maxRetryAfter: Millis = 24 * hour;

export type NextAttempt =
  | { readonly kind: 'settled'; readonly state: Exclude<DeliveryState, 'pending' | 'withdrawn'> }
  | { readonly kind: 'again'; readonly waitSeconds: number; readonly at: Millis };

/**
 * Steers the loop: whether and when to call again after the `attempt`-th attempt (counted from 1) ended at `now` with
 * `reply`. `random` is in [0, 1). The receiver's `Retry-After` lengthens a wait and never shortens one.
 */
export const nextAttempt = (
  attempt: number,
  reply: Pick<CallbackReply, 'kind' | 'retryAfterSeconds'>,
  now: Millis,
  random: number,
): NextAttempt => {
  if (reply.kind === 'accepted') return { kind: 'settled', state: 'delivered' };
  if (reply.kind === 'gone') return { kind: 'settled', state: 'gone' };
  const scheduled = waits[attempt];
  if (scheduled === undefined) return { kind: 'settled', state: 'exhausted' };
  const requested = Math.min((reply.retryAfterSeconds ?? 0) * second, maxRetryAfter);
  const waitSeconds = Math.ceil((Math.max(scheduled, requested) * (1 + maxJitter * random)) / second);
  return { kind: 'again', waitSeconds, at: now + waitSeconds * second };
};
