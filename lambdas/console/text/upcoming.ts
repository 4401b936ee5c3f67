import type { DeliveryList, TaskView } from '../../handlers/api/answer-schemas.ts';
import { type Entry, entry, nameOf } from './entry.ts';
import { timeOfDay } from './format.ts';
import { isOpen } from './words.ts';

type Delivery = DeliveryList['deliveries'][number];

/** When it is likely to be finished, by the times of others. */
const likelyEnd = ({ status, expectedAt, expectedBy }: TaskView): Entry[] => {
  if (!isOpen(status) || status === 'archiving' || expectedAt === null) return [];
  const latest = expectedBy === null ? [] : [`19 of 20 such tasks by ${timeOfDay(expectedBy)}`];
  return [{ ...entry(expectedAt, 'Likely to be finished', 'busy', latest), expected: true }];
};

/** What comes next, with the time when it does. */
export const upcoming = (task: TaskView, deliveries: readonly Delivery[]): Entry[] => {
  const expected = (at: string | null, title: string): Entry[] =>
    at === null ? [] : [{ ...entry(at, title, 'busy'), expected: true }];
  return [
    ...(isOpen(task.status) && task.status !== 'archiving' ? expected(task.nextQueryAt, 'Next poll') : []),
    ...likelyEnd(task),
    ...expected(task.archive?.nextTurnAt ?? null, 'Next run of the copy'),
    ...deliveries.flatMap((delivery) =>
      delivery.state === 'pending'
        ? expected(delivery.nextAttemptAt, `Next attempt at ${nameOf(delivery)}`)
        : [],
    ),
    ...(isOpen(task.status) ? expected(task.deadline, 'Tracking ends at the latest') : []),
  ];
};
