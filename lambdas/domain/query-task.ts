import type { Cursor, PollingLimits, Step } from '../contract.ts';
import { afterAnswer, deadlineExceeded, outcomeOf } from './after-answer.ts';
import { announceProcessing } from './announce-processing.ts';
import type { Deliveries } from './deliveries.ts';
import { estimateFrom } from './estimate.ts';
import type { Estimates } from './estimates.ts';
import type { Executions } from './executions.ts';
import { leaseFor } from './lease.ts';
import { nextQuery } from './next-query.ts';
import type { Answer, Provider } from './provider.ts';
import { type EventType, isFinal, type Task, type TaskKey } from './task.ts';
import type { ChangeResult, TaskChange, Tasks } from './tasks.ts';
import { type Clock, type Millis, second } from './time.ts';

export interface QueryTaskDeps {
  readonly tasks: Pick<Tasks, 'find' | 'change'>;
  readonly deliveries: Pick<Deliveries, 'add'>;
  readonly executions: Pick<Executions, 'start'>;
  readonly estimates: Pick<Estimates, 'of'>;
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

export interface QueryTaskResult {
  readonly step: Step;
  /** Where the provider was asked: the task as it now stands, and the answer. */
  readonly asked?: { readonly task: Task; readonly answer: Answer };
  readonly superseded?: boolean;
  /** What kept `video.processing` from being announced or started. It is made up for later. */
  readonly announcementFailure?: Error;
}

/**
 * Asks the provider once, and says what is to be done next. It looks at the record first, and does only what that
 * still asks for, so that it may run again at any time. Throws what the stores throw, and nothing that the provider did.
 */
export const queryTask =
  (deps: QueryTaskDeps) =>
  async (cursor: Cursor): Promise<QueryTaskResult> => {
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

const go = ({ owner, taskId, restart }: Cursor, next: Step['next'], waitSeconds = 0): Step => ({
  owner,
  taskId,
  restart,
  next,
  waitSeconds,
});

const superseded = (cursor: Cursor): QueryTaskResult => ({ step: go(cursor, 'done'), superseded: true });

const ask = async (deps: QueryTaskDeps, before: Task): Promise<QueryTaskResult> => {
  const askedAt = deps.clock.now();
  const answer = await deps.provider.ask(before.taskId);
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
  deps: QueryTaskDeps,
  task: Task,
  change: TaskChange,
  answer: Extract<Answer, { kind: 'completed' }>,
): Promise<QueryTaskResult> => {
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
  deps: QueryTaskDeps,
  task: Task,
  change: TaskChange,
  answer: Answer,
): Promise<QueryTaskResult> => {
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
  deps: QueryTaskDeps,
  before: Task,
  task: Task,
  change: TaskChange,
  answer: Answer,
): Promise<QueryTaskResult> => {
  const now = deps.clock.now();
  const next = nextQuery({
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

const ifChanged = (result: ChangeResult, task: Task, done: QueryTaskResult): QueryTaskResult =>
  result === 'changed' ? done : superseded(task);
