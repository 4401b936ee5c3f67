import { createHash } from 'node:crypto';
import { type Operation, taskIdOf } from '../operation.ts';
import { Problem } from '../problem.ts';
import { header } from '../request.ts';
import { retryAfter } from '../retry-after.ts';
import { taskView } from '../views.ts';

/** The record with its latest delivery: one read. */
export const getTask: Operation = async (request, { tasks, clock }) => {
  const found = await tasks.view({ owner: request.owner, taskId: taskIdOf(request) });
  if (!found) throw new Problem('task-not-found');
  const body = taskView(found.task, found.deliveries);
  const tag = `"${createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 27)}"`;
  const headers = {
    ETag: tag,
    'Cache-Control': 'private, no-cache',
    ...retryAfter(found.task, clock.now()),
  };
  if (matches(header(request.event, 'if-none-match'), tag)) return { status: 304, headers };
  return { status: 200, headers, body };
};

/** If-None-Match compares weakly: `W/` makes no difference. */
const matches = (ifNoneMatch: string | undefined, tag: string): boolean =>
  (ifNoneMatch ?? '')
    .split(',')
    .map((candidate) => candidate.trim().replace(/^W\//, ''))
    .some((candidate) => candidate === '*' || candidate === tag);
