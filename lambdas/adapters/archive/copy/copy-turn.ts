import { setTimeout as sleep } from 'node:timers/promises';
import { signatureBytes, sniffVideo, videoType } from '../../../domain/archive/media-type.ts';
import type { ArchivedFile, CopyResult } from '../../../domain/archive/video-archive.ts';
import type { CopyTurnDeps } from '../archive-settings.ts';
import { findObject, finishObject, putStreamed } from '../s3/s3-object.ts';
import { ByteReader } from '../source/byte-reader.ts';
import { readOn } from '../source/source-reader.ts';
import { VideoSource } from '../source/video-source.ts';
import { afterFault, type CopyConstraints } from './copy-constraints.ts';
import { asFault, CopyFault, hindranceOf } from './copy-fault.ts';
import { CopyStop } from './copy-stop.ts';
import { MultipartCopy } from './multipart-copy.ts';

/** Starts of a copy within one turn, because the source changed, was too slow, or the store broke off. */
const maxStarts = 3;

/** One turn of copying one file: from the beginning, or on from the parts that are up. */
export const runCopyTurn = async (deps: CopyTurnDeps): Promise<CopyResult> => {
  const { order, settings } = deps;
  const multipart = new MultipartCopy(deps);
  let constraints: CopyConstraints = {
    mayBeThere: order.mayBeThere,
    inParts: order.inParts,
    connections: 'any',
  };
  for (let starts = 1; ; starts++) {
    const started = await startCopy(deps, multipart, constraints);
    if (!(started instanceof CopyFault)) return { kind: 'archived', file: started };
    if (started.kind === 'withdrawn') return { kind: 'withdrawn' };
    // Only what the next turn can resume is progress.
    if (started.kind === 'changed' || !multipart.canBeResumed) await multipart.abandon();
    const next = afterFault(constraints, started.kind);
    if (starts === maxStarts || !next) return hindered(multipart, started);
    constraints = next;
    await sleep(settings.reader.reconnectMillis * starts);
  }
};

const hindered = ({ leftover: partial, bytesUp }: MultipartCopy, fault: CopyFault): CopyResult => ({
  kind: hindranceOf(fault.kind),
  reason: fault.message,
  bytesUp,
  ...(partial && { partial }),
  ...(fault.retryAfterSeconds !== undefined && { retryAfterSeconds: fault.retryAfterSeconds }),
});

/** Copies the file, or answers the fault that ended the copy; nothing of it runs on afterwards. */
const startCopy = async (
  deps: CopyTurnDeps,
  multipart: MultipartCopy,
  constraints: CopyConstraints,
): Promise<ArchivedFile | CopyFault> => {
  const stop = new CopyStop();
  const onOver = () => stop.abort(new CopyFault('unfinished', 'The time ran out'));
  deps.over.addEventListener('abort', onOver, { once: true });
  if (deps.over.aborted) onOver();
  try {
    return await copyFile(deps, multipart, constraints, stop);
  } catch (error) {
    const fault = asFault(stop.reading.aborted ? stop.reading.reason : error, 'The bucket');
    stop.abort(fault);
    return fault;
  } finally {
    deps.over.removeEventListener('abort', onOver);
  }
};

const copyFile = async (
  { s3, bucket, open, order, settings }: CopyTurnDeps,
  multipart: MultipartCopy,
  constraints: CopyConstraints,
  stop: CopyStop,
): Promise<ArchivedFile> => {
  const { signal } = stop;
  const at = { bucket, key: order.key };
  signal.throwIfAborted();
  const there = constraints.mayBeThere ? await findObject(s3, at, signal) : undefined;
  if (there) {
    await multipart.abandon();
    return finishObject(s3, there, order.fileName, signal);
  }

  const source = new VideoSource(open, order.link);
  const resumed = await multipart.resume(source, stop);
  if (resumed) return resumed;

  const file = await source.open({ start: 0, signal });
  const { totalBytes } = file;
  if (totalBytes !== undefined && totalBytes > order.maxBytes) {
    file.body.destroy();
    throw new CopyFault('too_large', `The video has ${totalBytes} of at most ${order.maxBytes} bytes`);
  }
  const reading = { file, start: 0, opened: file, signal: stop.reading, settings: settings.reader };
  const reader = new ByteReader(readOn(source, reading));
  try {
    const proven = sniffVideo(await reader.peek(signatureBytes));
    if (!proven) throw new CopyFault('not_a_video', 'What the link leads to is not a video');
    const contentType = videoType(file.contentType, proven);
    if (totalBytes === undefined || totalBytes > settings.singleBytes || order.inParts) {
      return await multipart.begin({ source, file, reader, contentType }, constraints, stop);
    }
    const described = { ...at, fileName: order.fileName, contentType };
    return await putStreamed(s3, described, { chunks: reader.rest(), totalBytes }, signal);
  } finally {
    await reader.close();
  }
};
