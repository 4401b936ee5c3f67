import type { Task } from '../task/task.ts';
import type { Millis } from '../task/time.ts';

/** A time that is known to lie between two others. */
export interface Span {
  readonly from: Millis;
  readonly to: Millis;
}

/**
 * When processing began, as far as polls can bound it: between the last answer of `queued` and the first of `processing`. A task
 * that was never seen queued is taken to have begun when it was created: most queues last no more than a moment, and those that
 * last longer are seen.
 */
export const generationStart = ({
  createdAt,
  notProcessingAt,
  processingSince = notProcessingAt,
}: Pick<Task, 'createdAt' | 'notProcessingAt' | 'processingSince'>): Span | undefined => {
  if (notProcessingAt !== undefined) return { from: notProcessingAt, to: processingSince ?? notProcessingAt };
  return createdAt === undefined ? undefined : { from: createdAt, to: createdAt };
};
