import type { ProviderAnswer } from '../provider/provider.ts';
import { deadlineOf, saneCreation } from '../task/deadline.ts';
import { type ErrorCode, errorCodes, type Outcome, type Task } from '../task/task.ts';
import type { TaskChange } from '../task/task-store.ts';
import type { Millis } from '../task/time.ts';
import { seenBefore } from './next-poll.ts';

/** A question and its answer. */
export interface Asked {
  readonly answer: ProviderAnswer;
  readonly askedAt: Millis;
  readonly answeredAt: Millis;
  /** The deployment's limit, which counts from the creation. */
  readonly giveUpAfterSeconds: number;
}

/** What the answer changes in the record, whatever comes next. */
export const afterAnswer = (task: Task, asked: Asked): TaskChange => ({
  queries: task.queries + 1,
  lastQueryAt: asked.askedAt,
  ...identity(task, asked),
  ...streaks(task, asked.answer),
  ...progress(task, asked),
});

/** The first word that the provider gives of a task's model and creation holds. */
const identity = (task: Task, { answer, answeredAt, giveUpAfterSeconds }: Asked): TaskChange => {
  if (answer.kind === 'not_found' || answer.kind === 'unclear') return {};
  const model = task.model ?? answer.model;
  const createdAt = task.createdAt ?? saneCreation(answer.createdAt, answeredAt);
  if (createdAt === undefined) return { model };
  const deadline = Math.min(task.deadline, deadlineOf({ ...task, createdAt }, giveUpAfterSeconds));
  return { model, createdAt, deadline };
};

/** An unclear answer neither continues a row nor breaks it. */
const streaks = (task: Task, answer: ProviderAnswer): TaskChange => {
  switch (answer.kind) {
    case 'unclear':
      return { lastAnswer: answer.reason };
    case 'not_found':
      return { lastAnswer: answer.kind, notFoundInARow: (task.notFoundInARow ?? 0) + 1 };
    case 'completed_without_video':
    case 'not_a_video':
      return {
        lastAnswer: answer.kind,
        notFoundInARow: undefined,
        withoutVideoInARow: (task.withoutVideoInARow ?? 0) + 1,
      };
    default:
      return { lastAnswer: undefined, notFoundInARow: undefined, withoutVideoInARow: undefined };
  }
};

const progress = (task: Task, { answer, askedAt, answeredAt }: Asked): TaskChange => {
  if (answer.kind !== 'pending') return {};
  const pending = { status: answer.status, lastPendingAt: askedAt } as const;
  // Queued again, it begins anew.
  if (answer.status === 'queued') return { ...pending, notProcessingAt: askedAt, processingSince: undefined };
  if (task.processingSince !== undefined) return pending;
  const created = task.createdAt ?? saneCreation(answer.createdAt, answeredAt);
  return {
    ...pending,
    notProcessingAt: task.notProcessingAt ?? created,
    processingSince: answeredAt,
  };
};

/**
 * Answers in a row that end a task which the provider never acknowledged: a wrong id, soon told. One that it did
 * acknowledge does not vanish within its day, so that takes far more: the provider's gap must not cost a paid video.
 */
const notFoundLimit = { unseen: 3, seen: 10 };
/** Successes without a link in a row: about five minutes. */
const withoutVideoLimit = 5;

/** How the task ended, if the answer says so. `task` is as the answer left it. */
export const outcomeOf = (task: Task, answer: ProviderAnswer): Outcome | undefined => {
  switch (answer.kind) {
    case 'failed':
      return ended('failed', 'provider_failed', answer.message);
    case 'cancelled':
      return ended('cancelled', 'provider_cancelled');
    case 'expired':
      return ended('expired', 'provider_expired');
    case 'not_found': {
      const limit = seenBefore(task) ? notFoundLimit.seen : notFoundLimit.unseen;
      return (task.notFoundInARow ?? 0) >= limit ? ended('expired', 'task_not_found') : undefined;
    }
    case 'completed_without_video':
    case 'not_a_video':
      return (task.withoutVideoInARow ?? 0) >= withoutVideoLimit ? ended('failed', answer.kind) : undefined;
    default:
      return undefined;
  }
};

/** Of a task whose time is over. */
export const deadlineExceeded = (task: Task): Outcome => {
  const last = task.lastAnswer === undefined ? '' : ` The provider’s last answer: ${task.lastAnswer}.`;
  return ended('expired', 'deadline_exceeded', `${errorCodes.deadline_exceeded}${last}`);
};

const ended = (status: Outcome['status'], code: ErrorCode, message: string = errorCodes[code]): Outcome => ({
  status,
  error: { code, message },
});
