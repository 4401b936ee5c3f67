import { errorFacts } from '../../../domain/task/error-facts.ts';
import { iso } from '../../../domain/task/time.ts';
import { listByDelivery } from '../../../domain/tracking/list-by-delivery.ts';
import type { TaskList } from '../answer-schemas.ts';
import { conditional } from '../conditional.ts';
import type { Operation } from '../operation.ts';
import { invalidField } from '../problem.ts';
import { parse } from '../request.ts';
import { listQuery } from '../schemas.ts';
import { timeOrNull } from '../views.ts';

/** The owner's tasks, newest first. What is registered meanwhile comes before the first page, and shifts nothing. */
export const listTasks: Operation = async (request, { tasks, deliveries, cursors }) => {
  const { event, owner } = request;
  const { status, delivery, limit, cursor } = parse(listQuery, event.queryStringParameters ?? {});
  if (status && delivery) throw invalidField('delivery', 'Cannot be combined with status');
  const scope = JSON.stringify([owner, status ?? null, ...(delivery ? [delivery] : [])]);
  const after = cursor === undefined ? undefined : await cursors.open(scope, cursor);
  if (cursor !== undefined && !after) throw invalidField('cursor', 'Was not given for this list');
  const part = { owner, limit, ...(after === undefined ? {} : { after }) };
  const page = delivery
    ? await listByDelivery({ tasks, deliveries })({ ...part, state: delivery })
    : await tasks.list({ ...part, ...(status === undefined ? {} : { status }) });
  const body: TaskList = {
    tasks: page.tasks.map((task) => ({
      taskId: task.taskId,
      status: task.status,
      serviceTier: task.serviceTier,
      registeredAt: iso(task.registeredAt),
      model: task.model ?? null,
      createdAt: timeOrNull(task.createdAt),
      finishedAt: timeOrNull(task.finishedAt),
      error: task.error ? errorFacts(task.error) : null,
    })),
    nextCursor: page.next ? await cursors.seal(scope, page.next) : null,
  };
  return conditional(request, body);
};
