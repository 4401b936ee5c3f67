import type { Delivery } from '../task/delivery.ts';
import type { Task } from '../task/task.ts';
import { type Clock, second } from '../task/time.ts';
import type { Signable, Signer } from './callbacks.ts';
import { eventBody, videoEvent } from './event.ts';
import type { VideoLinks } from './video-links.ts';

export interface EventBodyDeps {
  readonly videoLinks: VideoLinks;
  /** The API's public base URL, with no slash at its end. */
  readonly apiUrl: string;
}

export interface SignedEventDeps extends EventBodyDeps {
  readonly signer: Signer;
  readonly clock: Clock;
}

export interface SignedEvent extends Signable {
  readonly signature: string;
}

/** The body of a delivery's event as it is sent now, with a fresh link to the video. */
export const eventBodyOf = async (
  { videoLinks, apiUrl }: EventBodyDeps,
  { event }: Delivery,
  task: Task,
): Promise<string> => {
  const link = task.video && event === 'video.completed' ? await videoLinks.to(task.video) : undefined;
  return eventBody(videoEvent(event, task, apiUrl, link));
};

/** The same with its signatures. Throws what signing throws. */
export const signedEvent = async (
  deps: SignedEventDeps,
  delivery: Delivery,
  task: Task,
): Promise<SignedEvent> => {
  const body = await eventBodyOf(deps, delivery, task);
  const content = { id: delivery.eventId, timestamp: Math.floor(deps.clock.now() / second), body };
  return { ...content, signature: await deps.signer.sign(delivery.owner, content) };
};
