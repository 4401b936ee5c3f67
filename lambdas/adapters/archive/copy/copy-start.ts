import { createHash } from 'node:crypto';
import { describeFile, findWhole } from '../s3/s3-check.ts';
import type { ObjectTarget } from '../s3/s3-description.ts';
import { type PutFile, putStreamed, putWhole } from '../s3/s3-object.ts';
import { type MeasuredRead, type OpenSource, readMeasured } from '../source/source-reader.ts';
import { VideoSource } from '../source/video-source.ts';
import { asFault, CopyFault, tooLarge } from './copy-fault.ts';
import { type CopyJob, strategyFor } from './copy-job.ts';
import type { CopyStop } from './copy-stop.ts';
import { singleConnection } from './copy-strategy.ts';
import { type CheckedFile, FileCheck } from './file-check.ts';
import { type Leftover, MultipartCopy } from './multipart-copy.ts';
import { openVideo } from './open-video.ts';
import { proveEnd } from './source-end.ts';

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
  | { readonly kind: 'archived'; readonly file: CheckedFile }
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
    const useless = /^(changed|broken|not_a_video)$/.test(fault.kind) || !multipart.canBeResumed;
    if (useless && fault.kind !== 'withdrawn') await multipart.abandon();
    return { kind: 'failed', fault, left: multipart.left };
  }
};

const copy = async (
  job: CopyJob,
  constraints: CopyConstraints,
  multipart: MultipartCopy,
  stop: CopyStop,
): Promise<CheckedFile> => {
  const { s3, bucket, order, settings } = job;
  const { signal } = stop;
  const found = async (key: string): Promise<CheckedFile | undefined> => {
    const there = constraints.mayBeThere ? await findWhole(s3, { bucket, key }, signal) : undefined;
    if (there) await multipart.abandon();
    return there;
  };
  signal.throwIfAborted();
  const there = await found(order.key);
  if (there) return there;

  const source = new VideoSource(job.open, order.link, settings.reader.headersMillis);
  const resumed = await multipart.resume(source, stop);
  if (resumed) return resumed;

  const video = await openVideo(job, source, stop);
  const { open, target } = video;
  try {
    // Only now it is known that the name ends otherwise.
    const named = target.key === order.key ? undefined : await found(target.key);
    if (named) return named;
    const { totalBytes } = open.file;
    if (totalBytes === undefined || totalBytes > settings.singleBytes || order.inParts) {
      return await copyLarge(job, constraints, multipart, open, target, stop);
    }
    return await stream(job, target, { chunks: open.reader.rest(), totalBytes }, signal);
  } finally {
    await video.close();
  }
};

/** One request to S3, which gets the bytes as they come and are checked. */
const stream = async (
  { s3, tolerant }: CopyJob,
  target: ObjectTarget,
  body: Parameters<typeof putStreamed>[2],
  signal: AbortSignal,
): Promise<CheckedFile> => {
  const check = new FileCheck(tolerant);
  const put = await putStreamed(s3, target, { ...body, chunks: check.through(body.chunks) }, signal);
  return describePut(s3, target, put, check, signal);
};

const describePut = (
  s3: CopyJob['s3'],
  { metadata }: ObjectTarget,
  put: PutFile,
  check: FileCheck,
  signal: AbortSignal,
): Promise<CheckedFile> =>
  describeFile(s3, { ...put, verdict: check.end() }, { metadata, digestIsKept: true }, signal);

/** A file that may be too large for one request. How fast its first part comes decides how the rest is read. */
const copyLarge = async (
  job: CopyJob,
  constraints: CopyConstraints,
  multipart: MultipartCopy,
  open: OpenSource,
  target: ObjectTarget,
  stop: CopyStop,
): Promise<CheckedFile> => {
  const { s3, order, settings } = job;
  const { partBytes, strategy } = settings;
  const { totalBytes } = open.file;
  const read = await readMeasured(open, Math.min(partBytes, totalBytes ?? partBytes));
  if (read.length > order.maxBytes) throw tooLarge(order.maxBytes);
  if (totalBytes === undefined && read.length < partBytes) {
    const bytes = read.buffer.subarray(0, read.length);
    const check = new FileCheck(job.tolerant);
    check.push(bytes);
    const sha256 = () => createHash('sha256').update(bytes).digest('hex');
    const seen = { bytes: bytes.length, sha256, verdict: check.end() };
    await proveEnd(job, open, seen, stop.reading);
    return describePut(s3, target, await putWhole(s3, target, bytes, stop.signal), check, stop.signal);
  }
  const { severalConnections, oneConnection, inParts } = constraints;
  const bytesLeft = (totalBytes ?? Number.POSITIVE_INFINITY) - read.length;
  const rate = severalConnections ? Math.min(read.rate, strategy.fast / 2) : read.rate;
  const chosen = strategyFor(job, open, { rate, bytesLeft, inParts });
  if (chosen.kind !== 'whole') {
    const limited = oneConnection && chosen.kind === 'connections' ? singleConnection : chosen;
    return multipart.start(open, target, read, limited, stop);
  }
  const isTooSlow = (laterRate: number, left: number): boolean => {
    if (severalConnections || oneConnection) return false;
    // Half of `fast`, so that no file is started twice for a small gain.
    const shared = strategyFor(job, open, { rate: 2 * laterRate, bytesLeft: left, inParts: true });
    return shared.kind === 'connections' && shared.count > 1;
  };
  const chunks = checkThroughput(open, read, read.length + bytesLeft, strategy.recheckMillis, isTooSlow);
  return stream(job, target, { chunks, totalBytes: read.length + bytesLeft }, stop.signal);
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
