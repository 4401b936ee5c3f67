import { isFinal, type Task } from '../../domain/task/task.ts';
import { type Millis, second } from '../../domain/task/time.ts';

/** The first poll is made as soon as the execution has started; copying a video takes seconds. */
const soon = 5 * second;

/** While a task is open, nothing can change before the next poll. */
export const secondsToNews = (task: Task, now: Millis): number => {
  const at = task.nextQueryAt ?? now + soon;
  return Math.max(1, Math.ceil((at - now) / second));
};

export const retryAfter = (task: Task, now: Millis): Record<string, string> =>
  isFinal(task.status) ? {} : { 'Retry-After': String(secondsToNews(task, now)) };
