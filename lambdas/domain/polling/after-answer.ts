import type { ProviderAnswer } from '../provider/provider.ts';
import type { Failure } from '../provider/provider-failure.ts';
import { deadlineOf, saneCreation } from '../task/deadline.ts';
import { type ErrorCode, errorCodes, type Outcome, type Task, type TaskError } from '../task/task.ts';
import type { TaskChange } from '../task/task-store.ts';
import type { Millis } from '../task/time.ts';
import { seenBefore } from './next-poll.ts';
import { pollsWith } from './poll-history.ts';

/** A poll and its answer. */
export interface Poll {
  readonly answer: ProviderAnswer;
  readonly polledAt: Millis;
  readonly answeredAt: Millis;
  /** The deployment's limit, which counts from the creation. */
  readonly giveUpAfterSeconds: number;
}

/** What the answer changes in the record, whatever comes next. */
export const afterAnswer = (task: Task, poll: Poll): TaskChange => ({
  queries: task.queries + 1,
  lastQueryAt: poll.polledAt,
  polls: pollsWith(task, poll),
  ...identity(task, poll),
  ...streaks(task, poll.answer),
  ...progressAfter(task, poll),
});

/** Model and creation time are taken from the first answer that has them; how it was generated, from the last. */
const identity = (task: Task, { answer, answeredAt, giveUpAfterSeconds }: Poll): TaskChange => {
  if (answer.kind === 'not_found' || answer.kind === 'unclear') return {};
  const model = task.model ?? answer.model;
  const createdAt = task.createdAt ?? saneCreation(answer.createdAt, answeredAt, task.terms);
  const generation = answer.generation && { generation: { ...task.generation, ...answer.generation } };
  if (createdAt === undefined) return { model, ...generation };
  const deadline = Math.min(task.deadline, deadlineOf({ ...task, createdAt }, giveUpAfterSeconds));
  return { model, createdAt, deadline, ...generation };
};

/** An unclear answer neither continues a row nor breaks it. */
const streaks = (task: Task, answer: ProviderAnswer): TaskChange => ({
  ...timeouts(task, answer),
  ...otherStreaks(task, answer),
});

/** How many polls have timed out in a row: an unclear answer of another kind neither continues the row nor breaks it. */
export const timeouts = (
  { timeoutsInARow }: Task,
  answer: ProviderAnswer,
): Pick<TaskChange, 'timeoutsInARow'> => {
  if (answer.kind !== 'unclear') return { timeoutsInARow: undefined };
  return { timeoutsInARow: answer.reason === 'timeout' ? (timeoutsInARow ?? 0) + 1 : timeoutsInARow };
};

const otherStreaks = (task: Task, answer: ProviderAnswer): TaskChange => {
  switch (answer.kind) {
    case 'unclear':
      return { lastAnswer: answer.reason, ...(answer.shape !== undefined && { answerShape: answer.shape }) };
    case 'not_found':
      return { lastAnswer: answer.kind, notFoundInARow: (task.notFoundInARow ?? 0) + 1 };
    case 'completed_without_video':
    case 'not_a_video':
      return {
        lastAnswer: answer.kind,
        notFoundInARow: undefined,
        withoutVideoInARow: (task.withoutVideoInARow ?? 0) + 1,
        withoutVideo: withoutVideo(answer),
        ...(answer.kind === 'completed_without_video' && { answerShape: answer.shape }),
      };
    default:
      return {
        lastAnswer: undefined,
        answerShape: undefined,
        notFoundInARow: undefined,
        withoutVideoInARow: undefined,
        withoutVideo: undefined,
      };
  }
};

const withoutVideo = (
  answer: Extract<ProviderAnswer, { kind: 'completed_without_video' | 'not_a_video' }>,
): TaskError =>
  answer.kind === 'not_a_video'
    ? // A task of an image model: no other try makes a video of it.
      { code: answer.kind, message: errorCodes[answer.kind], reason: 'invalid_input' }
    : withWords(answer.kind, answer);

/** How far the provider is, by its answer. */
export const progressAfter = (
  task: Task,
  { answer, polledAt, answeredAt }: Omit<Poll, 'giveUpAfterSeconds'>,
): Partial<Task> => {
  if (answer.kind !== 'pending') return {};
  const pending = { status: answer.status, lastPendingAt: polledAt } as const;
  // A task that is queued again starts from the beginning.
  if (answer.status === 'queued')
    return { ...pending, notProcessingAt: polledAt, processingSince: undefined };
  return { ...pending, processingSince: task.processingSince ?? answeredAt };
};

/**
 * Consecutive 404s that end a task: few if the provider never knew the id, which is probably wrong then; many if it did,
 * since a gap at the provider must not cost a paid video.
 */
const notFoundLimit = { unseen: 3, seen: 10 };
/** Consecutive answers with an image and no video that end a task: about five minutes. */
const imageLimit = 5;

/** How the task ended, if the answer says so. `task` is as the answer left it. */
export const outcomeOf = (task: Task, answer: ProviderAnswer): Outcome | undefined => {
  switch (answer.kind) {
    case 'failed':
      return {
        status: 'failed',
        error: { ...withWords('provider_failed', answer), message: answer.message },
      };
    case 'cancelled':
      return { status: 'cancelled', error: withWords('provider_cancelled', answer) };
    case 'expired':
      return { status: 'expired', error: withWords('provider_expired', answer) };
    case 'not_found': {
      const limit = seenBefore(task) ? notFoundLimit.seen : notFoundLimit.unseen;
      if ((task.notFoundInARow ?? 0) < limit) return undefined;
      return endedWithoutVideo(task) ?? ended('expired', 'task_not_found');
    }
    case 'not_a_video':
      return (task.withoutVideoInARow ?? 0) >= imageLimit ? endedWithoutVideo(task) : undefined;
    // A success that we cannot read may become readable until the deadline, and an operator may save the video by then.
    default:
      return undefined;
  }
};

/** A success that was seen counts more than what came after it: a throttled poll, or the provider's having forgotten the task. */
const endedWithoutVideo = ({ withoutVideo }: Task): Outcome | undefined =>
  withoutVideo && { status: 'failed', error: withoutVideo };

/** The outcome of a task whose deadline has passed. `task` is as its last answer left it. */
export const outcomeAtDeadline = (task: Task): Outcome => {
  const last = task.lastAnswer === undefined ? '' : ` The provider’s last answer: ${task.lastAnswer}.`;
  return (
    endedWithoutVideo(task) ?? ended('expired', 'deadline_exceeded', `${errorCodes.deadline_exceeded}${last}`)
  );
};

const ended = (status: Outcome['status'], code: ErrorCode, message: string = errorCodes[code]): Outcome => ({
  status,
  error: { code, message },
});

/** The error with what the provider said of it. */
const withWords = (code: ErrorCode, { message, reason, providerCode }: Partial<Failure>): TaskError => ({
  code,
  message: message === undefined ? errorCodes[code] : `${errorCodes[code]} Its own words: ${message}`,
  ...(reason !== undefined && reason !== 'unknown' && { reason }),
  ...(providerCode !== undefined && { providerCode }),
});
