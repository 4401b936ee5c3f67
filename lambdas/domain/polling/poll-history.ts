import type { ProviderAnswer } from '../provider/provider.ts';
import type { PastPoll, Task } from '../task/task.ts';
import type { Millis } from '../task/time.ts';

/** Enough to see why a task is where it is: the table bills a write by its kilobytes, and 20 polls take about one. */
export const maxPastPolls = 20;

interface MadePoll {
  readonly answer: ProviderAnswer;
  readonly polledAt: Millis;
  readonly answeredAt: Millis;
}

/** The polls that the record keeps, with this one: the latest, oldest first. */
export const pollsWith = (
  { polls = [] }: Pick<Task, 'polls'>,
  { answer, polledAt, answeredAt }: MadePoll,
): readonly PastPoll[] => {
  const retryAfter = answer.kind === 'unclear' ? answer.retryAfterSeconds : undefined;
  const poll: PastPoll = {
    at: polledAt,
    ms: answeredAt - polledAt,
    answer: wordFor(answer),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
  return [...polls, poll].slice(-maxPastPolls);
};

/** The same, now that it is known when the next poll is due. */
export const pollsUntil = ({ polls = [] }: Pick<Task, 'polls'>, next: Millis): readonly PastPoll[] =>
  polls.map((poll, index) => (index === polls.length - 1 ? { ...poll, next } : poll));

/** What the answer meant, in one word. */
const wordFor = (answer: ProviderAnswer): string => {
  if (answer.kind === 'pending') return answer.status;
  return answer.kind === 'unclear' ? answer.reason : answer.kind;
};
