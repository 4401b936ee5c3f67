import { isFinal } from '../../../domain/task/task.ts';
import { iso } from '../../../domain/task/time.ts';
import type { ApiResponse } from '../answer.ts';
import { type Operation, taskIdOf } from '../operation.ts';
import { Problem } from '../problem.ts';
import { header } from '../request.ts';
import { secondsToNews } from '../retry-after.ts';
import type { VideoLinkBody } from '../video-schema.ts';

/** A browser's page asks for it: after a redirect to another host, its origin is `null` and its key would need S3's leave. */
const wantsJson = (accept: string | undefined): boolean =>
  /(^|[\s,])application\/json(?=[\s;,]|$)/i.test(accept ?? '');

/** Leads to the file by a link that is fresh at every request, or answers the link as JSON. */
export const getVideo: Operation = async (request, { tasks, links, clock }): Promise<ApiResponse> => {
  const task = await tasks.find({ owner: request.owner, taskId: taskIdOf(request) });
  if (!task) throw new Problem('task-not-found');
  if (task.video && task.status === 'completed') {
    const { cover, lastFrame } = task.video;
    const { url, expiresAt } = await links.to(task.video);
    if (wantsJson(header(request.event, 'accept'))) {
      const body: VideoLinkBody = {
        url,
        expiresAt: iso(expiresAt),
        coverUrl: cover ? (await links.to(cover)).url : null,
        lastFrameUrl: lastFrame ? (await links.to(lastFrame)).url : null,
      };
      return { status: 200, body, headers: { Vary: 'Accept' } };
    }
    return { status: 302, headers: { Location: url } };
  }
  const detail = `The task is ${task.status}`;
  if (isFinal(task.status)) throw new Problem('no-video', { detail });
  throw new Problem('video-not-ready', { detail, retryAfterSeconds: secondsToNews(task, clock.now()) });
};
