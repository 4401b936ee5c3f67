import type { PollingLimits } from '../../contract/limits.ts';
import type { ExecutionInput, Step } from '../../contract/workflow.ts';
import { announceProcessing } from '../callbacks/announce-processing.ts';
import type { Provider, ProviderAnswer } from '../provider/provider.ts';
import type { DeliveryStore } from '../task/delivery-store.ts';
import type { Executions } from '../task/executions.ts';
import { leaseFor } from '../task/lease.ts';
import { type EventType, isFinal, type Task, type TaskKey } from '../task/task.ts';
import type { ChangeResult, TaskChange, TaskStore } from '../task/task-store.ts';
import { type Clock, type Millis, second } from '../task/time.ts';
import { afterAnswer, deadlineExceeded, outcomeOf } from './after-answer.ts';
import { estimateFrom } from './estimate.ts';
import type { EstimateStore } from './estimate-store.ts';
import { nextPoll } from './next-poll.ts';

export interface PollTaskDeps {
  readonly tasks: Pick<TaskStore, 'find' | 'change'>;
  readonly deliveries: Pick<DeliveryStore, 'add'>;
  readonly executions: Pick<Executions, 'start'>;
  readonly estimates: Pick<EstimateStore, 'of'>;
  readonly provider: Provider;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly eventId: (key: TaskKey, event: EventType) => string;
  readonly limits: PollingLimits;
  /** How long after its creation a task is given up. */
  readonly giveUpAfterSeconds: number;
  /** How long a record is kept after its end; absent: for ever. */
  readonly retainMillis?: Millis;
}

export interface PollTaskResult {
  readonly step: Step;
  /** Where the provider was asked: the task as it now stands, and the answer. */
  readonly asked?: { readonly task: Task; readonly answer: ProviderAnswer };
  readonly superseded?: boolean;
  /** What kept `video.processing` from being announced or started. It is made up for later. */
  readonly announcementFailure?: Error;
}

/**
 * Asks the provider once, and says what is to be done next. It looks at the record first, and does only what that
 * still asks for, so that it may run again at any time. Throws what the stores throw, and nothing that the provider did.
 */
export const pollTask =
  (deps: PollTaskDeps) =>
  async (cursor: ExecutionInput): Promise<PollTaskResult> => {
    const task = await deps.tasks.find(cursor);
    if (!task || task.restart !== cursor.restart) return superseded(cursor);
    if (isFinal(task.status)) {
      return {
        step: go(cursor, task.leaseUntil === undefined || task.status === 'stopped' ? 'done' : 'record'),
      };
    }
    if (task.outcome) return { step: go(cursor, 'record') };
    if (task.status === 'archiving') return { step: go(cursor, 'archive') };
    const early = (task.nextQueryAt ?? 0) - deps.clock.now();
    // Run again after its answer was lost: asking now would be asking too often.
    if (early > tolerance) return { step: go(cursor, 'query', Math.ceil(early / second)) };
    return ask(deps, task);
  };

/** Waits are whole seconds, and two clocks are never one. */
const tolerance = second;

const go = ({ owner, taskId, restart }: ExecutionInput, next: Step['next'], waitSeconds = 0): Step => ({
  owner,
  taskId,
  restart,
  next,
  waitSeconds,
});

const superseded = (cursor: ExecutionInput): PollTaskResult => ({
  step: go(cursor, 'done'),
  superseded: true,
});

const ask = async (deps: PollTaskDeps, before: Task): Promise<PollTaskResult> => {
  const askedAt = deps.clock.now();
  const answer = await deps.provider.poll(before.taskId);
  const asked = {
    answer,
    askedAt,
    answeredAt: deps.clock.now(),
    giveUpAfterSeconds: deps.giveUpAfterSeconds,
  };
  const change = afterAnswer(before, asked);
  const task: Task = { ...before, ...change };
  if (answer.kind === 'completed') return finish(deps, task, change, answer);
  const outcome = outcomeOf(task, answer);
  if (outcome) return end(deps, task, { ...change, outcome }, answer);
  return goOn(deps, before, task, change, answer);
};

const finish = async (
  deps: PollTaskDeps,
  task: Task,
  change: TaskChange,
  answer: Extract<ProviderAnswer, { kind: 'completed' }>,
): Promise<PollTaskResult> => {
  const now = deps.clock.now();
  const finished: TaskChange = {
    ...change,
    status: 'archiving',
    sourceUrl: answer.videoUrl,
    durationSeconds: answer.durationSeconds,
    finishedAt: now,
    nextQueryAt: undefined,
    leaseUntil: leaseFor('archive', now),
  };
  const result = await deps.tasks.change(task, 'finish', finished);
  return ifChanged(result, task, {
    step: go(task, 'archive'),
    asked: { task: { ...task, ...finished }, answer },
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
    step: go(task, 'record'),
    asked: { task: { ...task, ...ended }, answer },
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
  if (next.kind === 'give_up') return end(deps, task, { ...change, outcome: deadlineExceeded(task) }, answer);
  const nextQueryAt = now + next.afterSeconds * second;
  const announcement = await announceProcessing(deps, task);
  const changed: TaskChange = {
    ...change,
    nextQueryAt,
    leaseUntil: leaseFor('query', nextQueryAt),
    ...(announcement.added ? { processingAnnounced: true } : {}),
  };
  const result = await deps.tasks.change(task, 'query', changed);
  if (result === 'superseded') return superseded(task);
  const failure = announcement.failure ?? (await announcement.start());
  return {
    step: go(task, 'query', next.afterSeconds),
    asked: { task: { ...task, ...changed }, answer },
    ...(failure ? { announcementFailure: failure } : {}),
  };
};

const ifChanged = (result: ChangeResult, task: Task, done: PollTaskResult): PollTaskResult =>
  result === 'changed' ? done : superseded(task);
