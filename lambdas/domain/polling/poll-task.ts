import type { PollingLimits } from '../../contract/limits.ts';
import type { ExecutionInput, Step } from '../../contract/workflow.ts';
import type { BusChoice } from '../bus/destinations.ts';
import { announceProcessing } from '../callbacks/announce-processing.ts';
import type { Provider, ProviderAnswer } from '../provider/provider.ts';
import type { DeliveryStore } from '../task/delivery-store.ts';
import type { Executions } from '../task/executions.ts';
import { leaseFor } from '../task/lease.ts';
import type { Retention } from '../task/retention.ts';
import { done, stepTo } from '../task/steps.ts';

import { type EventType, isFinal, type Task } from '../task/task.ts';
import { idAtProvider } from '../task/task-provider.ts';

import type { ChangeResult, TaskChange, TaskStore } from '../task/task-store.ts';
import { type Clock, second } from '../task/time.ts';
import { afterAnswer, outcomeAtDeadline, outcomeOf } from './after-answer.ts';
import { estimateFrom } from './estimate.ts';
import type { EstimateStore } from './estimate-store.ts';
import { nextPoll } from './next-poll.ts';
import { pollsUntil } from './poll-history.ts';

export interface PollTaskDeps extends Retention, BusChoice {
  readonly tasks: Pick<TaskStore, 'find' | 'change'>;
  readonly deliveries: Pick<DeliveryStore, 'add'>;
  readonly executions: Pick<Executions, 'start'>;
  readonly estimates: Pick<EstimateStore, 'of'>;
  readonly provider: Provider;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly eventId: (task: Task, event: EventType) => string;
  readonly limits: PollingLimits;
  /** How long after its creation a task is given up. */
  readonly giveUpAfterSeconds: number;
}

export interface PollTaskResult {
  readonly step: Step;
  /** If the provider was polled: the task as it now is, and the answer; `previous` is the poll before, if that answered nothing either. */
  readonly polled?: { readonly task: Task; readonly answer: ProviderAnswer; readonly previous?: string };
  readonly superseded?: boolean;
  /** What kept `video.processing` from being announced or started. It is tried again later. */
  readonly announcementFailure?: Error;
}

/**
 * Polls the provider once, and answers the next step. It reads the record first and does only what is still to be done,
 * so it may run again at any time. Throws what the stores throw; nothing that the provider does is thrown.
 */
export const pollTask =
  (deps: PollTaskDeps) =>
  async (input: ExecutionInput): Promise<PollTaskResult> => {
    const task = await deps.tasks.find(input);
    if (!task || task.restart !== input.restart) return superseded(input);
    if (isFinal(task.status)) {
      return {
        step: stepTo(input, task.leaseUntil === undefined || task.status === 'stopped' ? 'done' : 'record'),
      };
    }
    if (task.outcome) return { step: stepTo(input, 'record') };
    if (task.status === 'archiving') return { step: stepTo(input, 'archive') };
    const early = (task.nextQueryAt ?? 0) - deps.clock.now();
    // This is a repetition whose first answer was lost: to poll now would be too early.
    if (early > tolerance) return { step: stepTo(input, 'query', Math.ceil(early / second)) };
    return pollOnce(deps, task);
  };

/** Waits are whole seconds, and two clocks are never one. */
const tolerance = second;

const superseded = (input: ExecutionInput): PollTaskResult => ({
  step: done(input),
  superseded: true,
});

const pollOnce = async (deps: PollTaskDeps, before: Task): Promise<PollTaskResult> => {
  const polledAt = deps.clock.now();
  const answer = await deps.provider.poll(idAtProvider(before), before);
  const poll = {
    answer,
    polledAt,
    answeredAt: deps.clock.now(),
    giveUpAfterSeconds: deps.giveUpAfterSeconds,
  };
  const change = afterAnswer(before, poll);
  const task: Task = { ...before, ...change };
  if (answer.kind === 'completed') return finish(deps, task, change, answer, answer);
  const outcome = outcomeOf(task, answer);
  if (outcome) return end(deps, task, { ...change, outcome }, answer);
  return goOn(deps, before, task, change, answer);
};

const finish = async (
  deps: PollTaskDeps,
  task: Task,
  change: TaskChange,
  result: Pick<Extract<ProviderAnswer, { kind: 'completed' }>, 'videoUrl' | 'stillUrls' | 'durationSeconds'>,
  answer: ProviderAnswer,
): Promise<PollTaskResult> => {
  const now = deps.clock.now();
  const finished: TaskChange = {
    ...change,
    status: 'archiving',
    sourceUrl: result.videoUrl,
    stillUrls: result.stillUrls,
    durationSeconds: result.durationSeconds,
    finishedAt: now,
    nextQueryAt: undefined,
    leaseUntil: leaseFor('archive', now),
  };
  const stored = await deps.tasks.change(task, 'finish', finished);
  return ifChanged(stored, task, {
    step: stepTo(task, 'archive'),
    polled: { task: { ...task, ...finished }, answer },
  });
};

/** The outcome is known and waits to be recorded. */
const end = async (
  deps: PollTaskDeps,
  task: Task,
  change: TaskChange,
  answer: ProviderAnswer,
): Promise<PollTaskResult> => {
  const now = deps.clock.now();
  const ended: TaskChange = {
    ...change,
    finishedAt: now,
    nextQueryAt: undefined,
    leaseUntil: leaseFor('record', now),
  };
  const result = await deps.tasks.change(task, 'query', ended);
  return ifChanged(result, task, {
    step: stepTo(task, 'record'),
    polled: { task: { ...task, ...ended }, answer },
  });
};

const goOn = async (
  deps: PollTaskDeps,
  before: Task,
  task: Task,
  change: TaskChange,
  answer: ProviderAnswer,
): Promise<PollTaskResult> => {
  const now = deps.clock.now();
  const next = nextPoll({
    task,
    answer,
    unclearBefore: before.lastAnswer !== undefined,
    now,
    estimate: estimateFrom(task, await deps.estimates.of(task)),
    limits: deps.limits,
    random: deps.random(),
  });
  // A link under a status that nobody knows is better than no video: it will not be there for much longer.
  if (next.kind === 'give_up' && answer.kind === 'unclear' && answer.videoUrl !== undefined) {
    return finish(deps, task, change, { videoUrl: answer.videoUrl }, answer);
  }
  if (next.kind === 'give_up')
    return end(deps, task, { ...change, outcome: outcomeAtDeadline(task) }, answer);
  const nextQueryAt = now + next.afterSeconds * second;
  const announcement = await announceProcessing(deps, task);
  const changed: TaskChange = {
    ...change,
    nextQueryAt,
    polls: pollsUntil(task, nextQueryAt),
    leaseUntil: leaseFor('query', nextQueryAt),
    ...(announcement.added ? { processingAnnounced: true } : {}),
  };
  const result = await deps.tasks.change(task, 'query', changed);
  if (result === 'superseded') return superseded(task);
  const failure = announcement.failure ?? (await announcement.start());
  return {
    step: stepTo(task, 'query', next.afterSeconds),
    polled: {
      task: { ...task, ...changed },
      answer,
      ...(before.lastAnswer !== undefined && { previous: before.lastAnswer }),
    },
    ...(failure ? { announcementFailure: failure } : {}),
  };
};

const ifChanged = (result: ChangeResult, task: Task, then: PollTaskResult): PollTaskResult =>
  result === 'changed' ? then : superseded(task);
