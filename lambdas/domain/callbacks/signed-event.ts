import type { Delivery } from '../task/delivery.ts';
import type { Task } from '../task/task.ts';
import { type Clock, second } from '../task/time.ts';
import type { Signable, Signer } from './callbacks.ts';
import { eventBody, videoEvent } from './event.ts';
import type { VideoLinks } from './video-links.ts';

export interface SignedEventDeps {
  readonly signer: Signer;
  readonly videoLinks: VideoLinks;
  readonly clock: Clock;
  /** The API's public base URL, with no slash at its end. */
  readonly apiUrl: string;
}

export interface SignedEvent extends Signable {
  readonly signature: string;
}

/** A delivery's event as it is sent now: its body, with a fresh link to the video, and its signatures. Throws what signing throws. */
export const signedEvent = async (
  { signer, videoLinks, clock, apiUrl }: SignedEventDeps,
  delivery: Delivery,
  task: Task,
): Promise<SignedEvent> => {
  const link =
    task.video && delivery.event === 'video.completed' ? await videoLinks.to(task.video) : undefined;
  const body = eventBody(videoEvent(delivery.event, task, apiUrl, link));
  const content = { id: delivery.eventId, timestamp: Math.floor(clock.now() / second), body };
  return { ...content, signature: await signer.sign(delivery.owner, content) };
};
