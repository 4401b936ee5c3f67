import type { EventVideo, VideoEvent, VideoEventData } from '../../contract/video-event.ts';
import { errorFacts } from '../task/error-facts.ts';
import { generationView } from '../task/generation.ts';
import type { EventType, Task } from '../task/task.ts';
import { providerOf } from '../task/task-provider.ts';
import { iso, type Millis } from '../task/time.ts';
import { filmTold } from './event-video.ts';

/** A link to the video that is good for a while. */
export interface VideoLink {
  readonly url: string;
  readonly expiresAt: Millis;
}

/** Standard Webhooks recommends that a body stays under 20 kB. */
export const maxEventBytes = 20_000;

const eventVideo = ({ video }: Task, link: VideoLink | undefined): EventVideo | null =>
  video && link
    ? {
        bucket: video.bucket,
        key: video.key,
        url: link.url,
        urlExpiresAt: iso(link.expiresAt),
        contentType: video.contentType,
        bytes: video.bytes,
        sha256: video.sha256,
        ...filmTold(video),
      }
    : null;

/** Where a task's routes are. `apiUrl` ends in no slash. */
const taskLinks = (apiUrl: string, taskId: string, hasVideo: boolean): VideoEvent['data']['links'] => {
  const task = `${apiUrl}/tasks/${encodeURIComponent(taskId)}`;
  return { task, video: hasVideo ? `${task}/video` : null, redeliver: `${task}/redeliver` };
};

/** When an event of a task happened, whenever it is sent. */
export const happenedAt = (type: EventType, task: Task): Millis => {
  const { finishedAt, recordedAt, processingSince, registeredAt } = task;
  return (type === 'video.processing' ? processingSince : (finishedAt ?? recordedAt)) ?? registeredAt;
};

/**
 * The event of a task. The same for every attempt and redelivery, except for the video's link.
 * `link` for a task with a video only.
 */
export const videoEvent = (
  type: EventType,
  task: Task,
  apiUrl: string,
  link: VideoLink | undefined,
): VideoEvent => {
  const final = type !== 'video.processing';
  const video = final ? eventVideo(task, link) : null;
  const event: LooseEvent = {
    type,
    timestamp: iso(happenedAt(type, task)),
    data: {
      taskId: task.taskId,
      provider: providerOf(task),
      status: statusOf[type],
      model: task.model ?? null,
      createdAt: task.createdAt === undefined ? null : iso(task.createdAt),
      finishedAt: final && task.finishedAt !== undefined ? iso(task.finishedAt) : null,
      metadata: task.metadata,
      generation: final ? generationView(task.generation) : null,
      video,
      error: final && task.error ? errorFacts(task.error) : null,
      links: taskLinks(apiUrl, task.taskId, video !== null),
    },
  };
  // A completed task has a video, and the other final statuses an error.
  return event as VideoEvent;
};

/** An event whose type is not known yet. */
type LooseEvent = Omit<VideoEvent, 'data'> & { readonly data: VideoEventData };

const statusOf = {
  'video.processing': 'processing',
  'video.completed': 'completed',
  'video.failed': 'failed',
  'video.cancelled': 'cancelled',
  'video.expired': 'expired',
} as const satisfies Record<EventType, string>;

/**
 * The body as it is sent. If it would grow too large, the error's message, which is for people and of the provider's
 * making, is shortened; everything else is limited when a task is registered.
 */
export const eventBody = (event: LooseEvent): string => {
  const body = JSON.stringify(event);
  const excess = Buffer.byteLength(body) - maxEventBytes;
  const { error } = event.data;
  if (excess < 0 || !error || error.message === '') return body;
  // A character takes at least one byte, so this many fewer are enough, or another round is.
  const message = error.message.slice(0, Math.max(0, error.message.length - Math.ceil(excess / 6) - 1));
  return eventBody({
    ...event,
    data: { ...event.data, error: { ...error, message: message.toWellFormed() } },
  });
};
