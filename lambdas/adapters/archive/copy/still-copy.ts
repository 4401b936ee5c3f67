import type { S3Client } from '@aws-sdk/client-s3';
import type { CopyOrder } from '../../../domain/archive/video-archive.ts';
import { type StillName, stillKey } from '../../../domain/archive/video-key.ts';
import { stillFormat } from '../../../domain/media/still.ts';
import type { StoredFile } from '../../../domain/task/task.ts';
import type { OpenStream } from '../../http/exchange.ts';
import { putWhole } from '../s3/s3-object.ts';
import { VideoSource } from '../source/video-source.ts';

/** A last frame in 4K as PNG is some 15 MB; most are a tenth of that. Held in memory. */
export const maxStillBytes = 16 * 1024 * 1024;
/** How long a finished video waits for its pictures, at most. */
const graceMillis = 2_000;
const headersMillis = 10_000;

export type Stills = Partial<Readonly<Record<StillName, StoredFile>>>;

/** The pictures that come with a video, copied beside it while it is copied: what fails or is late is left out. */
export class StillCopy {
  readonly #stop = new AbortController();
  readonly #found: Partial<Record<StillName, StoredFile>> = {};
  readonly #work: Promise<unknown>;

  constructor(s3: S3Client, bucket: string, open: OpenStream, { key, stills = {} }: CopyOrder) {
    const { signal } = this.#stop;
    const copy = async (name: StillName, link: string): Promise<void> => {
      const bytes = await readStill(new VideoSource(open, link, headersMillis), signal);
      const format = bytes && stillFormat(bytes);
      if (!format) return;
      const { contentType } = format;
      const target = { bucket, key: stillKey(key, name, format), contentType, metadata: {} };
      this.#found[name] = (await putWhole(s3, target, bytes, signal)).stored;
    };
    const links = Object.entries(stills) as [StillName, string][];
    this.#work = Promise.allSettled(links.map(([name, link]) => copy(name, link)));
  }

  /** What has come, and comes within a moment. */
  async found(): Promise<Stills> {
    const timer = setTimeout(() => this.stop(), graceMillis);
    await this.#work;
    clearTimeout(timer);
    return { ...this.#found };
  }

  stop(): void {
    this.#stop.abort();
  }
}

/** All of a small file; nothing if it is larger, or ends too early. */
const readStill = async (source: VideoSource, signal: AbortSignal): Promise<Buffer | undefined> => {
  const { body, totalBytes, endUnknown = false } = await source.open({ start: 0, signal });
  const stop = (): void => void body.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > maxStillBytes) return undefined;
    }
    const isWhole = totalBytes === undefined ? !endUnknown : totalBytes === length;
    return isWhole ? Buffer.concat(chunks) : undefined;
  } finally {
    signal.removeEventListener('abort', stop);
    body.destroy();
  }
};
