import type { DeliveryList, TaskView } from '../../handlers/api/answer-schemas.ts';
import { type Entry, entry, nameOf } from './entry.ts';
import { bytes, duration } from './format.ts';
import { upcoming } from './upcoming.ts';
import { answerWords, isOpen, toneOfAnswer, toneOfDelivery, toneOfStatus } from './words.ts';

type Delivery = DeliveryList['deliveries'][number];
type Poll = TaskView['polls'][number];

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

/** Why a task ended without a video, in lines. */
const causes = ({
  code,
  reason,
  retryable,
  providerCode,
}: NonNullable<TaskView['error']>): readonly string[] => [
  [code, ...(reason === 'unknown' || code.endsWith(reason) ? [] : [reason])]
    .map((word) => word.replaceAll('_', ' '))
    .join(', '),
  ...(providerCode === null ? [] : [`the provider’s code: ${providerCode}`]),
  ...(retryable ? ['the same may succeed if it is created again'] : []),
];

const endEntry = (task: TaskView): Entry[] => {
  if (isOpen(task.status)) return [];
  const { error, status, finishedAt } = task;
  const end = entry(finishedAt, `Ended: ${status}`, toneOfStatus(status), error ? causes(error) : []);
  return [{ ...end, ...(error ? { quote: error.message } : {}) }];
};

const attemptEntry = ({ event, destination }: Delivery, attempt: Delivery['attempts'][number]): Entry => {
  const { status, failure, reason, milliseconds, address, location, answer, nextAttemptAt } = attempt;
  const isSuccess = status !== null && status >= 200 && status < 300;
  // The bus answers 200 to what it did not take, too.
  const accepted = isSuccess && (destination === 'callback' || failure === null);
  const outcome = [status ?? failure ?? 'no answer', ...(status === null ? [] : failure ? [failure] : [])];
  const made = entry(
    attempt.at,
    `${destination === 'bus' ? 'Event bus' : 'Callback'}, attempt ${attempt.attempt}: ${[...outcome, ...(reason ? [reason] : [])].join(', ')}`,
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
  const { event, requestedAt, state, settledAt } = delivery;
  const name = nameOf(delivery).replace('d', 'D');
  return [
    entry(requestedAt, `${name} of ${event} begun`, 'quiet'),
    ...delivery.attempts.map((attempt) => attemptEntry(delivery, attempt)),
    ...(settledAt === null ? [] : [entry(settledAt, `${name}: ${state}`, toneOfDelivery(state))]),
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
