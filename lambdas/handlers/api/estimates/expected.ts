import { estimateFrom } from '../../../domain/polling/estimate.ts';
import type { EstimateStore, Observation } from '../../../domain/polling/estimate-store.ts';
import { type ExpectedFinish, expectedFinish } from '../../../domain/polling/expected-finish.ts';
import { isFinal, type Task } from '../../../domain/task/task.ts';

/** One list, so that the estimate is made once. */
const nothingSeen: readonly Observation[] = [];

/** By what has been seen of its model and tier. Nothing is read for a task that has ended, or whose model is unknown yet. */
export const expectedOf = async (
  task: Task,
  estimates: Pick<EstimateStore, 'of'>,
): Promise<ExpectedFinish | undefined> => {
  if (isFinal(task.status)) return undefined;
  const observations = task.model === undefined ? nothingSeen : await estimates.of(task);
  return expectedFinish(task, estimateFrom(task, observations));
};
