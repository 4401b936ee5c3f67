import type { VideoLinkBody } from '../../handlers/api/video-schema.ts';
import { type RelayApi, taskPath } from './relay-api.ts';
import type { ServerClock } from './server-clock.ts';

/** Milliseconds before its end when a link is no longer begun with. */
const margin = 5 * 60_000;
const maxKept = 200;

/** Links to videos and to the pictures beside them, each kept as long as it is good. */
export class VideoLinks {
  readonly #api: RelayApi;
  readonly #clock: ServerClock;
  readonly #links = new Map<string, Promise<VideoLinkBody>>();

  constructor(api: RelayApi, clock: ServerClock) {
    this.#api = api;
    this.#clock = clock;
  }

  async of(taskId: string): Promise<VideoLinkBody> {
    const known = await this.#links.get(taskId)?.catch(() => undefined);
    if (known && Date.parse(known.expiresAt) - margin > this.#clock.now()) return known;
    const asked = this.#api.send<VideoLinkBody>(
      { method: 'GET', path: `${taskPath(taskId)}/video` },
      { accept: 'application/json' },
    );
    this.#links.delete(taskId);
    this.#links.set(taskId, asked);
    const [oldest] = this.#links.keys();
    if (this.#links.size > maxKept && oldest !== undefined) this.#links.delete(oldest);
    return asked;
  }
}
