import type { S3Upload } from '../s3/s3-upload.ts';
import { ByteReader } from '../source/byte-reader.ts';
import { readOn } from '../source/source-reader.ts';
import type { Begun, Read } from '../source/throughput-check.ts';
import type { CopyTurnDeps } from './archive-settings.ts';
import { CopyFault } from './copy-fault.ts';
import type { CopyStop } from './copy-stop.ts';
import type { CopyStrategy } from './copy-strategy.ts';
import type { OrderedHash } from './ordered-hash.ts';
import { PartCopy } from './part-copy.ts';
import type { PartTracker } from './part-tracker.ts';
import { streamCopy } from './stream-copy.ts';

/** An upload, and the source of the parts that it still lacks. */
export interface Missing extends Begun {
  /** Where `pull` stood before anything was read of it. */
  readonly at: number;
  readonly upload: S3Upload;
  readonly up: PartTracker;
  /** Where every byte before was seen. */
  readonly hash: OrderedHash | undefined;
  readonly course: CopyStrategy;
  /** The part that has been read already. */
  readonly read?: Read;
}

/**
 * Copies the parts that are missing, or as many as there is time for. Where the source fails, those that are
 * whole in memory go up before its fault is thrown. Throws what `stop` was aborted with.
 */
export const copyMissing = async (deps: CopyTurnDeps, missing: Missing, stop: CopyStop): Promise<void> => {
  const { settings, closing } = deps;
  const { source, file, upload, up, hash, course, read, pull } = missing;
  const open = (start: number, end?: number): ByteReader =>
    new ByteReader(
      readOn(source, {
        file,
        start,
        ...(end !== undefined && { end }),
        signal: stop.reading,
        settings: settings.reader,
      }),
    );
  const common = { up, upload, hash, open, closing };
  const rest = { pull, at: missing.at + (read?.length ?? 0) };
  if (course.kind === 'lanes') {
    const { buffers } = settings.strategy;
    const order = { ...common, lanes: course.count, buffers, partBytes: settings.partBytes, stop };
    return new PartCopy({ ...order, maxBytes: deps.order.maxBytes }).run(rest, read);
  }
  await Promise.all([
    read && sendRead(missing, read, stop.signal).catch((error) => stop.abort(error)),
    streamCopy({ ...common, signal: stop.reading }, rest).catch((error) =>
      error instanceof CopyFault && error.kind === 'store' ? stop.abort(error) : stop.abortReading(error),
    ),
  ]);
  stop.reading.throwIfAborted();
};

const sendRead = async ({ hash, up, upload }: Missing, read: Read, signal: AbortSignal): Promise<void> => {
  const bytes = read.buffer.subarray(0, read.length);
  hash?.add(read.index, bytes);
  up.add(await upload.put(read.index + 1, bytes, signal));
};
