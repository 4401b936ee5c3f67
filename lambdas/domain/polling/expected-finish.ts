import type { Task } from '../task/task.ts';
import { type Millis, second } from '../task/time.ts';
import { between } from './curve.ts';
import { type Estimate, quantile } from './estimate.ts';
import { generationStart } from './generation-start.ts';

/** When a task will be finished at the provider: as likely before `at` as after it, and by `by` in 19 cases of 20. */
export interface ExpectedFinish {
  readonly at: Millis;
  readonly by: Millis;
}

/**
 * Of a task that is queued or processed; `undefined` for any other. It changes only with a poll: the estimate is taken for what is
 * left of a task that was not finished at the last one. How long a queue lasts is unknown, and counts as no time.
 */
export const expectedFinish = (task: Task, estimate: Estimate): ExpectedFinish | undefined => {
  if (task.status !== 'queued' && task.status !== 'processing') return undefined;
  const known = task.lastPendingAt ?? task.createdAt ?? task.registeredAt;
  const began = task.status === 'queued' ? known : startOf(task, known);
  const done = between(estimate.finished, (known - began) / second / estimate.stepSeconds);
  const after = (share: number): Millis =>
    Math.max(known, began + quantile(estimate, done + share * (1 - done)) * second);
  return { at: after(0.5), by: after(0.95) };
};

/** The middle of the time in which it may have begun. */
const startOf = (task: Task, known: Millis): Millis => {
  const begun = generationStart(task);
  return Math.min(known, begun ? (begun.from + begun.to) / 2 : (task.processingSince ?? known));
};
