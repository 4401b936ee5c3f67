import { isFinal, type Task } from '../../domain/task.ts';
import { type Millis, second } from '../../domain/time.ts';

/** The first question is asked as soon as the execution has started. */
const firstAnswerAfter = 5 * second;

/** While a task is open, nothing can be new before the next question. */
export const retryAfter = (task: Task, now: Millis): Record<string, string> => {
  if (isFinal(task.status)) return {};
  const at = task.nextQueryAt ?? task.registeredAt + firstAnswerAfter;
  return { 'Retry-After': String(Math.max(1, Math.ceil((at - now) / second))) };
};
