import type { S3Client } from '@aws-sdk/client-s3';
import type { CopyOrder, CopyResult, VideoArchive } from '../../domain/archive/video-archive.ts';
import type { PartialCopy } from '../../domain/task/task.ts';
import { second } from '../../domain/task/time.ts';
import type { OpenStream } from '../http/exchange.ts';
import type { OpenFor } from '../provider/file-key.ts';
import { type ArchiveSettings, archiveSettings } from './archive-settings.ts';
import { runCopyTurn } from './copy/copy-turn.ts';
import { S3Upload } from './s3/s3-upload.ts';
import { patientReader } from './source/source-reader.ts';

/** No part is started in the last 30 s of a turn, or in the last quarter of a short one. */
const closingMillis = 30 * second;

/** Copies from links into one bucket of S3. */
export class S3Archive implements VideoArchive {
  readonly #s3: S3Client;
  readonly #bucket: string;
  readonly #open: OpenStream;
  readonly #settings: ArchiveSettings;
  readonly #openFor: OpenFor;

  /** `openFor` gives the requests for a provider's files what they need, such as its key. */
  constructor(
    s3: S3Client,
    bucket: string,
    open: OpenStream,
    settings: Partial<ArchiveSettings> = {},
    openFor: OpenFor = (plain) => plain,
  ) {
    this.#s3 = s3;
    this.#bucket = bucket;
    this.#open = open;
    this.#settings = { ...archiveSettings, ...settings };
    this.#openFor = openFor;
  }

  async copy(order: CopyOrder): Promise<CopyResult> {
    const closing = new AbortController();
    const over = new AbortController();
    const settings = this.#settings;
    const budget = Math.max(0, order.budgetMillis);
    const timers = [
      setTimeout(() => closing.abort(), budget - Math.min(closingMillis, budget / 4)),
      setTimeout(() => over.abort(), budget),
    ];
    try {
      return await runCopyTurn({
        s3: this.#s3,
        bucket: this.#bucket,
        open: this.#openFor(this.#open, order.provider),
        settings: { ...settings, reader: patientReader(settings.reader, order.failures ?? 0) },
        order,
        endsAt: performance.now() + budget,
        closing: closing.signal,
        over: over.signal,
      });
    } finally {
      for (const timer of timers) clearTimeout(timer);
    }
  }

  async abandon(key: string, partial: PartialCopy): Promise<void> {
    await new S3Upload(this.#s3, { bucket: this.#bucket, key, id: partial.uploadId }).abort();
  }
}
