import { stopTask as stop } from '../../../domain/tracking/stop-task.ts';
import { type Operation, taskIdOf, taskLocation } from '../operation.ts';
import { Problem } from '../problem.ts';
import { taskView } from '../views.ts';

/** Tracking ends, and no callback comes any more. The provider goes on: its API cannot cancel. */
export const stopTask: Operation = async (request, deps) => {
  const { owner } = request;
  const taskId = taskIdOf(request);
  const stopped = await stop({ ...deps, ...deps.settings })({ owner, taskId });
  if (stopped.kind === 'not_found') throw new Problem('task-not-found');
  if (stopped.kind === 'finished') {
    throw new Problem('task-finished', { detail: `The task is ${stopped.task.status}` });
  }
  deps.telemetry.log('info', 'taskStopped', { owner, taskId, restart: stopped.task.restart });
  return {
    status: 202,
    headers: { Location: taskLocation(request, taskId) },
    body: taskView(stopped.task, stopped.deliveries),
  };
};
