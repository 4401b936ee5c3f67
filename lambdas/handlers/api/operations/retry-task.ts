import { retryTask as retry } from '../../../domain/tracking/retry-task.ts';
import { expectedOf } from '../estimates/expected.ts';
import { type Operation, taskIdOf, taskLocation } from '../operation.ts';
import { Problem } from '../problem.ts';
import { retryAfter } from '../retry-after.ts';
import { taskView } from '../views.ts';

/** An ended task is tracked again, as long as the provider may still have it. */
export const retryTask: Operation = async (request, deps) => {
  const { owner } = request;
  const taskId = taskIdOf(request);
  const retried = await retry({ ...deps, ...deps.settings })({ owner, taskId });
  if (retried.kind === 'not_found') throw new Problem('task-not-found');
  const { task } = retried;
  const end = task.error === undefined ? task.status : `${task.status}, ${task.error.code}`;
  if (retried.kind === 'nothing_to_retry')
    throw new Problem('nothing-to-retry', { detail: `The task is ${end}` });
  if (retried.kind === 'too_late') throw new Problem('too-late-to-retry');
  if (retried.kind === 'too_many') throw new Problem('too-many-retries');
  if (retried.kind === 'retried') {
    const { restart, retries } = task;
    deps.telemetry.log('info', 'retryRequested', { owner, taskId, restart, retries });
    if (retried.startFailure !== undefined) {
      const error = retried.startFailure as Error;
      deps.telemetry.log('error', 'executionNotStarted', { owner, taskId, restart, error });
    }
  }
  return {
    status: 202,
    headers: { Location: taskLocation(request, taskId), ...retryAfter(task, deps.clock.now()) },
    body: taskView(task, [], null, await expectedOf(task, deps.estimates)),
  };
};
