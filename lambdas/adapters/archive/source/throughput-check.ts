import { CopyFault } from '../copy/copy-fault.ts';
import type { ByteReader } from './byte-reader.ts';
import type { OpenedBody, VideoSource } from './video-source.ts';

/** A source that is open for reading. */
export interface OpenSource {
  readonly source: VideoSource;
  readonly file: OpenedBody;
  readonly reader: ByteReader;
}

/** The first part that was read from an open source, and how fast it came. */
export interface MeasuredPart {
  readonly index: number;
  readonly buffer: Buffer;
  /** Bytes of the buffer that are the part's. */
  readonly length: number;
  /** Bytes a second. */
  readonly rate: number;
}

export const measurePart = async (
  { reader, file }: OpenSource,
  index: number,
  partLength: number,
): Promise<MeasuredPart> => {
  const buffer = Buffer.allocUnsafeSlow(partLength);
  const length = await reader.fill(buffer);
  // Counted from the response: bytes that came before the first read were in the socket by then.
  const rate = (length * 1000) / (performance.now() - file.openedAt);
  return { index, buffer, length, rate };
};

/**
 * The chunks of a whole file whose first part has been read. Sources begin with a burst, so the rate is checked once more
 * after `checkMillis`: throws a `slow` fault if `isTooSlow` says so and the rest would take twice as long again.
 */
export async function* throughputChecked(
  { reader }: OpenSource,
  first: MeasuredPart,
  totalBytes: number,
  checkMillis: number,
  isTooSlow: (rate: number, bytesLeft: number) => boolean,
): AsyncGenerator<Buffer> {
  yield first.buffer.subarray(0, first.length);
  const since = performance.now();
  let bytes = 0;
  let isChecked = false;
  for await (const chunk of reader.rest()) {
    bytes += chunk.length;
    const millis = performance.now() - since;
    if (!isChecked && millis > checkMillis) {
      isChecked = true;
      const bytesLeft = totalBytes - first.length - bytes;
      const millisLeft = (bytesLeft / bytes) * millis;
      if (millisLeft > 2 * checkMillis && isTooSlow((bytes * 1000) / millis, bytesLeft)) {
        throw new CopyFault('slow', 'One connection to the source is not enough');
      }
    }
    yield chunk;
  }
}
