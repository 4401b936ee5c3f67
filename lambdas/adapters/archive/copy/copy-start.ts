import { signatureBytes, sniffVideo } from '../../../domain/archive/media-type.ts';
import type { ArchivedFile } from '../../../domain/archive/video-archive.ts';
import { findObject, finishObject, putStreamed, putWhole } from '../s3/s3-object.ts';
import { decodedSource } from '../source/decoded-source.ts';
import { type MeasuredRead, type OpenSource, openSource, readMeasured } from '../source/source-reader.ts';
import { VideoSource } from '../source/video-source.ts';
import { asFault, CopyFault, tooLarge } from './copy-fault.ts';
import { type CopyJob, strategyFor } from './copy-job.ts';
import type { CopyStop } from './copy-stop.ts';
import { singleConnection } from './copy-strategy.ts';
import { type Leftover, MultipartCopy } from './multipart-copy.ts';

/** What one start of a copy has to keep to. */
export interface CopyConstraints {
  /** The file may be in the bucket already: look for it first. */
  readonly mayBeThere: boolean;
  /** One request to S3 was not enough, or may not be. */
  readonly inParts: boolean;
  /** One connection to the source was not enough, however fast it starts. */
  readonly severalConnections: boolean;
  /** Several connections were sent different files: the hosts behind one name may differ, so read from one only. */
  readonly oneConnection: boolean;
}

export type StartOutcome =
  | { readonly kind: 'archived'; readonly file: ArchivedFile }
  | { readonly kind: 'failed'; readonly fault: CopyFault; readonly left: Leftover };

/** One start of a copy: to the end of the file, or to the first fault that reconnecting cannot mend. Never throws. */
export const startCopy = async (
  job: CopyJob,
  constraints: CopyConstraints,
  left: Leftover,
  stop: CopyStop,
): Promise<StartOutcome> => {
  const multipart = new MultipartCopy(job, left);
  try {
    return { kind: 'archived', file: await copy(job, constraints, multipart, stop) };
  } catch (error) {
    const fault = asFault(stop.reading.aborted ? stop.reading.reason : error, 'The bucket');
    stop.abort(fault);
    // Only what the next turn can go on with is progress.
    const useless = fault.kind === 'changed' || !multipart.canBeResumed;
    if (useless && fault.kind !== 'withdrawn') await multipart.abandon();
    return { kind: 'failed', fault, left: multipart.left };
  }
};

const copy = async (
  job: CopyJob,
  constraints: CopyConstraints,
  multipart: MultipartCopy,
  stop: CopyStop,
): Promise<ArchivedFile> => {
  const { s3, bucket, order, settings } = job;
  const { signal } = stop;
  const at = { bucket, key: order.key };
  signal.throwIfAborted();
  const there = constraints.mayBeThere ? await findObject(s3, at, signal) : undefined;
  if (there) {
    await multipart.abandon();
    return finishObject(s3, there, order.fileName, signal);
  }

  const source = new VideoSource(job.open, order.link, settings.reader.headersMillis);
  const resumed = await multipart.resume(source, stop);
  if (resumed) return resumed;

  const file = await source.open({ start: 0, signal });
  if (file.totalBytes !== undefined && file.totalBytes > order.maxBytes) {
    file.body.destroy();
    throw new CopyFault('too_large', `The video has ${file.totalBytes} of at most ${order.maxBytes} bytes`);
  }
  const raw = openSource(source, file, stop.reading, settings.reader);
  let open = raw;
  try {
    const head = await raw.reader.peek(signatureBytes);
    if (head.length === 0) throw new CopyFault('not_a_video', 'The source is empty');
    let contentType = sniffVideo(head);
    const decoded = contentType ? undefined : decodedSource(raw, head);
    if (decoded) {
      open = decoded;
      contentType = sniffVideo(await decoded.reader.peek(signatureBytes).catch(noBytesIfBroken));
    }
    if (!contentType) throw new CopyFault('not_a_video', 'What the link leads to is not a video');
    if (open.file.endUnknown)
      throw new CopyFault('interrupted', 'The source says neither a length nor an end');
    const { totalBytes } = open.file;
    const described = { ...at, fileName: order.fileName, contentType };
    if (totalBytes === undefined || totalBytes > settings.singleBytes || order.inParts) {
      return await copyLarge(job, constraints, multipart, open, described, stop);
    }
    return await putStreamed(s3, described, { chunks: open.reader.rest(), totalBytes }, signal);
  } finally {
    await open.reader.close();
    await raw.reader.close();
  }
};

/** A body whose first bytes cannot be decoded holds no video; mostly it is an error page with a wrong `Content-Encoding`. */
const noBytesIfBroken = (error: unknown): Buffer => {
  if (error instanceof CopyFault && error.kind === 'changed') return Buffer.alloc(0);
  throw error;
};

/** A file that may be too large for one request. How fast its first part comes decides how the rest is read. */
const copyLarge = async (
  job: CopyJob,
  constraints: CopyConstraints,
  multipart: MultipartCopy,
  open: OpenSource,
  described: Parameters<typeof putWhole>[1],
  stop: CopyStop,
): Promise<ArchivedFile> => {
  const { s3, order, settings } = job;
  const { partBytes, strategy } = settings;
  const { totalBytes } = open.file;
  const read = await readMeasured(open, Math.min(partBytes, totalBytes ?? partBytes));
  if (read.length > order.maxBytes) throw tooLarge(order.maxBytes);
  if (totalBytes === undefined && read.length < partBytes) {
    return putWhole(s3, described, read.buffer.subarray(0, read.length), stop.signal);
  }
  const { severalConnections, oneConnection, inParts } = constraints;
  const bytesLeft = (totalBytes ?? Number.POSITIVE_INFINITY) - read.length;
  const rate = severalConnections ? Math.min(read.rate, strategy.fast / 2) : read.rate;
  const chosen = strategyFor(job, open, { rate, bytesLeft, inParts });
  if (chosen.kind !== 'whole') {
    const limited = oneConnection && chosen.kind === 'connections' ? singleConnection : chosen;
    return multipart.start(open, described, read, limited, stop);
  }
  const isTooSlow = (laterRate: number, left: number): boolean => {
    if (severalConnections || oneConnection) return false;
    // Half of `fast`, so that no file is started twice for a small gain.
    const shared = strategyFor(job, open, { rate: 2 * laterRate, bytesLeft: left, inParts: true });
    return shared.kind === 'connections' && shared.count > 1;
  };
  const chunks = checkThroughput(open, read, read.length + bytesLeft, strategy.recheckMillis, isTooSlow);
  return putStreamed(s3, described, { chunks, totalBytes: read.length + bytesLeft }, stop.signal);
};

/**
 * The chunks of a whole file whose first part has been read. Sources start with a burst: so the rate is looked at once
 * more after `recheckMillis`. The reading ends with a `slow` fault if the rate is too slow by then and the rest takes
 * longer than another two checks would.
 */
async function* checkThroughput(
  { reader }: OpenSource,
  first: MeasuredRead,
  totalBytes: number,
  recheckMillis: number,
  isTooSlow: (rate: number, bytesLeft: number) => boolean,
): AsyncGenerator<Buffer> {
  yield first.buffer.subarray(0, first.length);
  const since = performance.now();
  let bytes = 0;
  let isChecked = false;
  for await (const chunk of reader.rest()) {
    bytes += chunk.length;
    const millis = performance.now() - since;
    if (!isChecked && millis > recheckMillis) {
      isChecked = true;
      const bytesLeft = totalBytes - first.length - bytes;
      const millisLeft = (bytesLeft / bytes) * millis;
      if (millisLeft > 2 * recheckMillis && isTooSlow((bytes * 1000) / millis, bytesLeft)) {
        throw new CopyFault('slow', 'One connection to the source is not enough');
      }
    }
    yield chunk;
  }
}
