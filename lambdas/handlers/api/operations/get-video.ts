import { isFinal } from '../../../domain/task/task.ts';
import { type Operation, taskIdOf } from '../operation.ts';
import { Problem } from '../problem.ts';
import { secondsToNews } from '../retry-after.ts';

/** Leads to the file by a link that is fresh at every request. */
export const getVideo: Operation = async (request, { tasks, links, clock }) => {
  const task = await tasks.find({ owner: request.owner, taskId: taskIdOf(request) });
  if (!task) throw new Problem('task-not-found');
  if (task.video && task.status === 'completed') {
    const { url } = await links.to(task.video);
    return { status: 302, headers: { Location: url } };
  }
  const detail = `The task is ${task.status}`;
  if (isFinal(task.status)) throw new Problem('no-video', { detail });
  throw new Problem('video-not-ready', { detail, retryAfterSeconds: secondsToNews(task, clock.now()) });
};
