import type { DeliveryList, TaskView } from '../../handlers/api/answer-schemas.ts';
import { bytes, duration } from './format.ts';
import { answerWords, isOpen, type Tone, toneOfAnswer, toneOfDelivery, toneOfStatus } from './words.ts';

/** One thing that happened to a task, or will. */
export interface Entry {
  /** ISO 8601; null if the time is not known. */
  readonly at: string | null;
  readonly title: string;
  readonly tone: Tone;
  readonly details: readonly string[];
  /** What somebody else said, word for word. */
  readonly quote?: string;
  /** It is still to come. */
  readonly expected?: true;
}

type Delivery = DeliveryList['deliveries'][number];
type Poll = TaskView['polls'][number];

const entry = (at: string | null, title: string, tone: Tone, details: readonly string[] = []): Entry => ({
  at,
  title,
  tone,
  details,
});

/** Why the next poll is when it is. */
export const whyThen = ({ answer, retryAfterSeconds, nextQueryAt }: Poll, deadline: string): string => {
  if (nextQueryAt === null) return '';
  if (retryAfterSeconds !== null) return `the provider asked to be left alone for ${retryAfterSeconds} s`;
  if (Math.abs(Date.parse(nextQueryAt) - Date.parse(deadline)) < 2_000) return 'it falls on the deadline';
  if (answer === 'queued') return 'what is queued is not finished soon';
  if (answer === 'processing') return 'by the generation times seen so far';
  if (answer === 'not_found') return 'a 404 may pass';
  return 'no clear answer: less often while it goes on';
};

const pollEntry = (poll: Poll, deadline: string): Entry => {
  const why = whyThen(poll, deadline);
  const wait =
    poll.nextQueryAt === null
      ? []
      : [`next after ${duration(Date.parse(poll.nextQueryAt) - Date.parse(poll.at))}`];
  return entry(poll.at, `Polled: ${answerWords(poll.answer)}`, toneOfAnswer(poll.answer), [
    [`answered in ${duration(poll.milliseconds)}`, ...wait].join(', '),
    ...(why === '' ? [] : [why]),
  ]);
};

const pollEntries = (task: TaskView): Entry[] => {
  const shown = task.polls.map((poll) => pollEntry(poll, task.deadline));
  const earlier = task.queries - task.polls.length;
  if (earlier <= 0) return shown;
  const first = task.polls[0]?.at ?? task.lastQueryAt;
  return [entry(first, `${earlier} earlier ${earlier === 1 ? 'poll' : 'polls'}`, 'quiet'), ...shown];
};

const archiveEntries = ({ archive, video, finishedAt }: TaskView): Entry[] => {
  if (video) {
    return [entry(finishedAt, 'Archived', 'good', [`${bytes(video.bytes)}, ${video.contentType}`])];
  }
  if (!archive) return [];
  const details = [
    `${bytes(archive.bytesCopied)} copied, run ${archive.turns}`,
    ...(archive.failures > 0 ? [`${archive.failures} runs in a row brought nothing`] : []),
  ];
  const copying = entry(archive.startedAt, 'Copying the video', 'copying', details);
  return [{ ...copying, ...(archive.lastFailure === null ? {} : { quote: archive.lastFailure }) }];
};

const endEntry = (task: TaskView): Entry[] => {
  if (isOpen(task.status)) return [];
  const { error, status, finishedAt } = task;
  const end = entry(finishedAt, `Ended: ${status}`, toneOfStatus(status), error ? [error.code] : []);
  return [{ ...end, ...(error ? { quote: error.message } : {}) }];
};

const attemptEntry = (event: string, attempt: Delivery['attempts'][number]): Entry => {
  const { status, failure, reason, milliseconds, address, location, answer, nextAttemptAt } = attempt;
  const accepted = status !== null && status >= 200 && status < 300;
  const outcome = [status ?? failure ?? 'no answer', ...(status === null ? [] : failure ? [failure] : [])];
  const made = entry(
    attempt.at,
    `Callback, attempt ${attempt.attempt}: ${[...outcome, ...(reason ? [reason] : [])].join(', ')}`,
    accepted ? 'good' : 'bad',
    [
      `${event}, ${duration(milliseconds)}${address ? `, ${address}` : ''}`,
      ...(location ? [`redirects to ${location}, which is not followed`] : []),
      ...(nextAttemptAt
        ? [`next after ${duration(Date.parse(nextAttemptAt) - Date.parse(attempt.at))}`]
        : []),
    ],
  );
  return { ...made, ...(answer ? { quote: answer } : {}) };
};

const deliveryEntries = (delivery: Delivery): Entry[] => {
  const { event, number, requestedAt, state, settledAt } = delivery;
  const settled = `Delivery ${number}: ${state}`;
  return [
    entry(requestedAt, `Delivery ${number} of ${event} begun`, 'quiet'),
    ...delivery.attempts.map((attempt) => attemptEntry(event, attempt)),
    ...(settledAt === null ? [] : [entry(settledAt, settled, toneOfDelivery(state))]),
  ];
};

/** What comes next, with the time when it does. */
export const upcoming = (task: TaskView, deliveries: readonly Delivery[]): Entry[] => {
  const expected = (at: string | null, title: string): Entry[] =>
    at === null ? [] : [{ ...entry(at, title, 'busy'), expected: true }];
  return [
    ...(isOpen(task.status) && task.status !== 'archiving' ? expected(task.nextQueryAt, 'Next poll') : []),
    ...expected(task.archive?.nextTurnAt ?? null, 'Next run of the copy'),
    ...deliveries.flatMap(({ state, number, nextAttemptAt }) =>
      state === 'pending' ? expected(nextAttemptAt, `Next attempt at delivery ${number}`) : [],
    ),
    ...(isOpen(task.status) ? expected(task.deadline, 'Tracking ends at the latest') : []),
  ];
};

/** All that happened, oldest first; what has the same time keeps its order, which is that of causes. */
export const timelineOf = (task: TaskView, deliveries: readonly Delivery[]): readonly Entry[] => {
  const created = task.createdAt === null ? [] : [entry(task.createdAt, 'Created at the provider', 'quiet')];
  const tier = task.serviceTier === 'flex' ? ['offline tier'] : [];
  const past = [
    ...created,
    entry(task.registeredAt, 'Registered', 'quiet', tier),
    ...pollEntries(task),
    ...archiveEntries(task),
    ...endEntry(task),
    ...deliveries.flatMap(deliveryEntries),
  ];
  const time = ({ at }: Entry): number => (at === null ? Number.POSITIVE_INFINITY : Date.parse(at));
  return [
    ...past.sort((a, b) => time(a) - time(b)),
    ...upcoming(task, deliveries).sort((a, b) => time(a) - time(b)),
  ];
};
