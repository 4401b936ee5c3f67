import { setTimeout as sleep } from 'node:timers/promises';
import { signatureBytes, sniffVideo, videoType } from '../../../domain/archive/media-type.ts';
import type { ArchivedFile, CopyResult } from '../../../domain/archive/video-archive.ts';
import { findObject, finishObject, putStreamed } from '../s3/s3-object.ts';
import { ByteReader } from '../source/byte-reader.ts';
import { readOn } from '../source/source-reader.ts';
import { VideoSource } from '../source/video-source.ts';
import type { CopyTurnDeps } from './archive-settings.ts';
import { asFault, CopyFault, type FaultKind, hindranceOf } from './copy-fault.ts';
import { CopyInParts } from './copy-in-parts.ts';
import { CopyStop } from './copy-stop.ts';

/** Times that a copy starts over within one turn, because the source changed or cannot be gone on with. */
const maxStarts = 3;

const begunAnew: ReadonlySet<FaultKind> = new Set(['changed', 'store', 'slow']);

/** One turn of copying one file: from the beginning, or on from the parts that are up. */
export class CopyTurn {
  readonly #deps: CopyTurnDeps;
  readonly #inParts: CopyInParts;
  #mayBeThere: boolean;

  constructor(deps: CopyTurnDeps) {
    this.#deps = deps;
    this.#mayBeThere = deps.order.mayBeThere;
    this.#inParts = new CopyInParts(deps);
  }

  async run(): Promise<CopyResult> {
    for (let starts = 1; ; starts++) {
      const stop = new CopyStop();
      const onOver = () => stop.abort(new CopyFault('unfinished', 'The time ran out'));
      this.#deps.over.addEventListener('abort', onOver, { once: true });
      if (this.#deps.over.aborted) onOver();
      try {
        return { kind: 'archived', file: await this.#copy(stop) };
      } catch (error) {
        const fault = asFault(stop.reading.aborted ? stop.reading.reason : error, 'The bucket');
        stop.abort(fault);
        if (fault.kind === 'withdrawn') return { kind: 'withdrawn' };
        // Only what the next turn can go on with is progress.
        if (fault.kind === 'changed' || !this.#inParts.canBeResumed) await this.#inParts.abandon();
        if (starts === maxStarts || !begunAnew.has(fault.kind)) return this.#hindered(fault);
        if (fault.kind === 'changed') this.#inParts.mustBeAlone = true;
        else if (fault.kind === 'slow') this.#inParts.mustShare = true;
        else {
          // The store may have carried out what it seemed to refuse.
          this.#mayBeThere = true;
          this.#inParts.mustBeParts = true;
        }
        await sleep(this.#deps.settings.reader.reconnectMillis * starts);
      } finally {
        this.#deps.over.removeEventListener('abort', onOver);
      }
    }
  }

  #hindered(fault: CopyFault): CopyResult {
    const { left: partial, bytesUp } = this.#inParts;
    return {
      kind: hindranceOf(fault.kind),
      reason: fault.message,
      bytesUp,
      ...(partial && { partial }),
      ...(fault.retryAfterSeconds !== undefined && { retryAfterSeconds: fault.retryAfterSeconds }),
    };
  }

  async #copy(stop: CopyStop): Promise<ArchivedFile> {
    const { s3, bucket, open, order, settings } = this.#deps;
    const { signal } = stop;
    const at = { bucket, key: order.key };
    signal.throwIfAborted();
    const there = this.#mayBeThere ? await findObject(s3, at, signal) : undefined;
    if (there) {
      await this.#inParts.abandon();
      return finishObject(s3, there, order.fileName, signal);
    }

    const source = new VideoSource(open, order.link);
    const resumed = await this.#inParts.resume(source, stop);
    if (resumed) return resumed;

    const first = await source.open({ start: 0, signal });
    const { totalBytes } = first;
    if (totalBytes !== undefined && totalBytes > order.maxBytes) {
      first.body.destroy();
      throw new CopyFault('too_large', `The video has ${totalBytes} of at most ${order.maxBytes} bytes`);
    }
    const reading = { file: first, start: 0, opened: first, signal: stop.reading, settings: settings.reader };
    const pull = new ByteReader(readOn(source, reading));
    try {
      const proven = sniffVideo(await pull.peek(signatureBytes));
      if (!proven) throw new CopyFault('not_a_video', 'What the link leads to is not a video');
      const contentType = videoType(first.contentType, proven);
      if (totalBytes === undefined || totalBytes > settings.singleBytes || order.inParts) {
        return await this.#inParts.begin({ source, file: first, pull, contentType }, stop);
      }
      const described = { ...at, fileName: order.fileName, contentType };
      return await putStreamed(s3, described, { chunks: pull.rest(), totalBytes }, signal);
    } finally {
      await pull.close();
    }
  }
}
