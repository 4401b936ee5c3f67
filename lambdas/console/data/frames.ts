import { frameOfVideo, pictureAt } from './picture.ts';
import type { VideoLinks } from './video-links.ts';

/** Pictures of 200 × 112 pixels: 90 KB each. */
const maxKept = 200;
/** A browser has six connections to a bucket, and the player needs one of them. */
const atOnce = 2;

/**
 * One small picture of each video. The archived cover if there is one; else the first frame, for which a browser fetches up to
 * 1 MB; the last frame, a picture of full size, only if this browser cannot decode the video.
 */
export class Frames {
  readonly #links: VideoLinks;
  /** Undefined: there is none to be had. */
  readonly #kept = new Map<string, HTMLCanvasElement | undefined>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(links: VideoLinks) {
    this.#links = links;
  }

  /** `wanted` is asked when it is its turn: what was scrolled past is not fetched. */
  async of(taskId: string, wanted: () => boolean): Promise<HTMLCanvasElement | undefined> {
    if (this.#kept.has(taskId)) return this.#kept.get(taskId);
    if (this.#running >= atOnce) await new Promise<void>((turn) => this.#waiting.push(turn));
    else this.#running += 1;
    try {
      if (!wanted() || this.#kept.has(taskId)) return this.#kept.get(taskId);
      const picture = await this.#make(taskId);
      this.#kept.set(taskId, picture);
      const [oldest] = this.#kept.keys();
      if (this.#kept.size > maxKept && oldest !== undefined) this.#kept.delete(oldest);
      return picture;
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  async #make(taskId: string): Promise<HTMLCanvasElement | undefined> {
    const { url, coverUrl, lastFrameUrl } = await this.#links.of(taskId);
    const cover = coverUrl === null ? undefined : await pictureAt(coverUrl);
    const frame = cover ?? (await frameOfVideo(url));
    return frame ?? (lastFrameUrl === null ? undefined : pictureAt(lastFrameUrl));
  }
}
