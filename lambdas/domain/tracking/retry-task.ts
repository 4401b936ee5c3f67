import { codesWithVideo, retriableCodes } from '../../contract/retriable-codes.ts';
import { deadlineOf, deletionOf, forgottenAt } from '../task/deadline.ts';
import type { DeliveryStore } from '../task/delivery-store.ts';
import type { Executions } from '../task/executions.ts';
import { leaseForRestart } from '../task/lease.ts';
import { type ErrorCode, isFinal, isFinalEvent, type Status, type Task, type TaskKey } from '../task/task.ts';
import type { TaskChange, TaskStore } from '../task/task-store.ts';
import type { Clock, Millis } from '../task/time.ts';
import { transitions } from '../task/transitions.ts';
import { replaceDelivery } from './replace-delivery.ts';
import { startExecution } from './start-execution.ts';

export interface RetryTaskDeps {
  readonly tasks: Pick<TaskStore, 'view' | 'change'>;
  readonly deliveries: Pick<DeliveryStore, 'change' | 'unlist'>;
  readonly executions: Pick<Executions, 'start'>;
  readonly clock: Clock;
  /** The deployment's limit, which counts from the creation. */
  readonly giveUpAfterSeconds: number;
}

export type Retried =
  /** `startFailure`: the execution could not be started. The task is safe: the sweep starts one when its lease is over. */
  | { readonly kind: 'retried'; readonly task: Task; readonly startFailure?: unknown }
  /** An earlier retry has not ended yet. */
  | { readonly kind: 'already'; readonly task: Task }
  | { readonly kind: 'not_found' }
  /** It has not ended, or has ended for good: with a video, by its owner's will, or as the provider said. */
  | { readonly kind: 'nothing_to_retry'; readonly task: Task }
  /** The provider has deleted it. */
  | { readonly kind: 'too_late'; readonly task: Task }
  | { readonly kind: 'too_many'; readonly task: Task };

const hasVideo: readonly ErrorCode[] = codesWithVideo;
const retriable: readonly ErrorCode[] = retriableCodes;

/** Each has an event and a delivery of its own; a task that can be saved is saved by the first few. */
const maxRetries = 20;
/** Of losing the record to somebody else between the view and the write. */
const maxTries = 5;

/**
 * Tracks an ended task once more, from its first poll on, as long as the provider may still have it. Its new end has an
 * event of its own; what was still to be sent of the old one is withdrawn. Throws if the record keeps changing or a store
 * fails.
 */
export const retryTask =
  (deps: RetryTaskDeps) =>
  async (key: TaskKey): Promise<Retried> => {
    for (let tries = 0; tries < maxTries; tries += 1) {
      const found = await deps.tasks.view(key);
      if (!found) return { kind: 'not_found' };
      const { task, deliveries } = found;
      const now = deps.clock.now();
      const refusal = refusalOf(task, now);
      if (refusal) return refusal;
      const change = onceMore(task, now, deps.giveUpAfterSeconds);
      if ((await deps.tasks.change(task, 'retry', change)) === 'superseded') continue;
      const ofItsEnd = deliveries.filter(({ event }) => isFinalEvent(event));
      await Promise.all(ofItsEnd.map((delivery) => replaceDelivery(deps, delivery)));
      const retried: Task = { ...task, ...change };
      return { kind: 'retried', task: retried, ...(await startExecution(deps.executions, retried)) };
    }
    throw new Error('The record changed hands again and again');
  };

const refusalOf = (task: Task, now: Millis): Retried | undefined => {
  if (!isFinal(task.status))
    return { kind: task.retries === undefined ? 'nothing_to_retry' : 'already', task };
  const { from }: { readonly from: readonly Status[] } = transitions.retry;
  if (!from.includes(task.status) || task.error === undefined || !retriable.includes(task.error.code))
    return { kind: 'nothing_to_retry', task };
  if (now >= (hasVideo.includes(task.error.code) ? deletionOf : forgottenAt)(task))
    return { kind: 'too_late', task };
  return (task.retries ?? 0) >= maxRetries ? { kind: 'too_many', task } : undefined;
};

/**
 * As if it had just been registered, but for what is known of it. A new execution holds it: the one before may not write.
 * `video.processing` would come after an end that was announced: it is not sent.
 */
const onceMore = (task: Task, now: Millis, giveUpAfterSeconds: number) =>
  ({
    status: 'queued',
    retries: (task.retries ?? 0) + 1,
    retriedAt: now,
    deadline: deadlineOf({ ...task, retriedAt: now }, giveUpAfterSeconds),
    restart: task.restart + 1,
    strikes: 0,
    leaseUntil: leaseForRestart(0, now),
    error: undefined,
    outcome: undefined,
    finishedAt: undefined,
    recordedAt: undefined,
    nextQueryAt: undefined,
    lastAnswer: undefined,
    answerShape: undefined,
    notFoundInARow: undefined,
    withoutVideoInARow: undefined,
    withoutVideo: undefined,
    timeoutsInARow: undefined,
    notProcessingAt: undefined,
    processingSince: undefined,
    processingAnnounced: true,
    sourceUrl: undefined,
    stillUrls: undefined,
    archiveProgress: undefined,
  }) satisfies TaskChange;
