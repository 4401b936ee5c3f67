import type { Delivery } from '../task/delivery.ts';
import { isFinal, isFinalEvent, type Task } from '../task/task.ts';
import { type Millis, minute, second } from '../task/time.ts';
import { callbackTimeout } from './callbacks.ts';

export type Readiness =
  | { readonly kind: 'ready' }
  | { readonly kind: 'wait'; readonly waitSeconds: number }
  /** Not to be sent any more. */
  | { readonly kind: 'withdrawn' };

/** The clocks of two machines may differ by as much: an attempt up to this early counts as on time. */
const clockSkew: Millis = second;

/** A request for `video.processing` has ended, whatever the receiver does, before this has passed. */
const requestWithMargin: Millis = callbackTimeout + second;

/** From when the next poll is due until its answer is usually in the record. */
const pollMillis: Millis = 10 * second;

const withdrawn = { kind: 'withdrawn' } as const;

/** Whether an attempt at a pending delivery may begin now. */
export const readiness = (
  delivery: Delivery,
  task: Task,
  deliveries: readonly Delivery[],
  now: Millis,
): Readiness => {
  if (delivery.event === 'video.processing') {
    const ready = processingReadiness(task, now);
    if (ready.kind !== 'ready') return ready;
  }
  // The task was tried again after that end.
  if (isFinalEvent(delivery.event) && delivery.retries !== task.retries) return withdrawn;
  // A redelivery took its place.
  if (deliveries.some((other) => isRepetition(other, delivery))) return withdrawn;
  const early = (delivery.nextAttemptAt ?? now) - now;
  return early > clockSkew ? { kind: 'wait', waitSeconds: Math.ceil(early / second) } : { kind: 'ready' };
};

const isRepetition = (other: Delivery, { event, number, retries, destination }: Delivery): boolean =>
  other.number > number &&
  other.event === event &&
  other.retries === retries &&
  other.destination === destination;

/**
 * `video.processing` must never be seen after the final event, so it is sent only while the end cannot become known
 * before the request is over: the end is found by the next poll, and that is far enough away.
 */
const processingReadiness = (task: Task, now: Millis): Readiness => {
  if (isFinal(task.status) || task.status === 'archiving' || task.outcome) return withdrawn;
  const untilPoll = (task.nextQueryAt ?? now) - now;
  if (untilPoll > requestWithMargin) return { kind: 'ready' };
  // A late poll is being repaired by the sweep: no need to look often.
  const waitMillis = untilPoll > -pollMillis ? untilPoll + pollMillis : minute;
  return { kind: 'wait', waitSeconds: Math.ceil(waitMillis / second) };
};
