import type { S3Client } from '@aws-sdk/client-s3';
import { archivedFile } from '../../domain/archive/archived-file.ts';
import type { CopyOrder, CopyResult, KeptFile, VideoArchive } from '../../domain/archive/video-archive.ts';
import type { PartialCopy } from '../../domain/task/task.ts';
import { second } from '../../domain/task/time.ts';
import type { OpenStream } from '../http/exchange.ts';
import type { OpenFor } from '../provider/file-key.ts';
import { type ArchiveSettings, archiveSettings } from './archive-settings.ts';
import { runCopyTurn } from './copy/copy-turn.ts';
import { StillCopy } from './copy/still-copy.ts';
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
    const open = this.#openFor(this.#open, order.provider);
    const stills = new StillCopy(this.#s3, this.#bucket, open, order);
    const result = await this.#run(order, false);
    if (result.kind !== 'archived') {
      stills.stop();
      return result;
    }
    const { stored, verdict } = result.file;
    return { kind: 'archived', file: { ...archivedFile(stored, verdict), ...(await stills.found()) } };
  }

  async keep(order: Parameters<VideoArchive['keep']>[0]): Promise<KeptFile | undefined> {
    // Nothing goes on with it in a later turn: what it leaves half up, the bucket's lifecycle ends.
    const once = { mayBeThere: false, inParts: false, begun: async () => true };
    const result = await this.#run({ ...order, ...once }, true);
    if (result.kind === 'archived') {
      return { file: result.file.stored, whole: result.file.verdict.kind === 'whole' };
    }
    if (result.kind !== 'withdrawn' && result.partial) await this.abandon(order.key, result.partial);
    return undefined;
  }

  async #run(order: CopyOrder, tolerant: boolean): ReturnType<typeof runCopyTurn> {
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
        tolerant,
        endsAt: performance.now() + budget,
        closing: closing.signal,
        over: over.signal,
      });
    } finally {
      for (const timer of timers) clearTimeout(timer);
    }
  }

  async abandon(key: string, partial: PartialCopy): Promise<void> {
    const at = { bucket: this.#bucket, key: partial.key ?? key, id: partial.uploadId };
    await new S3Upload(this.#s3, at).abort();
  }
}
