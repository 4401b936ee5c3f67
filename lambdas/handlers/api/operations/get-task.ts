import { conditional } from '../conditional.ts';
import { expectedOf } from '../estimates/expected.ts';
import { type Operation, taskIdOf } from '../operation.ts';
import { Problem } from '../problem.ts';
import { retryAfter } from '../retry-after.ts';
import { taskView } from '../views.ts';

/** The record with its latest delivery: one read. */
export const getTask: Operation = async (request, { tasks, executions, clock, estimates }) => {
  const found = await tasks.view({ owner: request.owner, taskId: taskIdOf(request) });
  if (!found) throw new Problem('task-not-found');
  const body = taskView(
    found.task,
    found.deliveries,
    executions.addressOf(found.task),
    await expectedOf(found.task, estimates),
  );
  return conditional(request, body, retryAfter(found.task, clock.now()));
};
