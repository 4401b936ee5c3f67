import { iso } from '../../../domain/task/time.ts';
import type { TaskList } from '../answer-schemas.ts';
import type { Operation } from '../operation.ts';
import { invalidField } from '../problem.ts';
import { parse } from '../request.ts';
import { listQuery } from '../schemas.ts';
import { timeOrNull } from '../views.ts';

/** The owner's tasks, newest first. What is registered meanwhile comes before the first page, and shifts nothing. */
export const listTasks: Operation = async ({ event, owner }, { tasks, cursors }) => {
  const { status, limit, cursor } = parse(listQuery, event.queryStringParameters ?? {});
  const scope = JSON.stringify([owner, status ?? null]);
  const after = cursor === undefined ? undefined : await cursors.open(scope, cursor);
  if (cursor !== undefined && !after) throw invalidField('cursor', 'Was not given for this list');
  const page = await tasks.list({
    owner,
    limit,
    ...(status === undefined ? {} : { status }),
    ...(after === undefined ? {} : { after }),
  });
  const body: TaskList = {
    tasks: page.tasks.map((task) => ({
      taskId: task.taskId,
      status: task.status,
      serviceTier: task.serviceTier,
      registeredAt: iso(task.registeredAt),
      model: task.model ?? null,
      createdAt: timeOrNull(task.createdAt),
      finishedAt: timeOrNull(task.finishedAt),
      error: task.error ?? null,
    })),
    nextCursor: page.next ? await cursors.seal(scope, page.next) : null,
  };
  return { status: 200, body };
};
