import { CopyFault } from '../copy/copy-fault.ts';
import type { HeldPart } from '../copy/part-copy.ts';
import type { ByteReader } from './byte-reader.ts';
import type { OpenedBody, VideoSource } from './video-source.ts';

/** An open source. */
export interface Begun {
  readonly source: VideoSource;
  readonly file: OpenedBody;
  readonly pull: ByteReader;
}

/** A part that has been read, by which the source is judged. */
export interface Read extends HeldPart {
  /** Bytes a second. */
  readonly rate: number;
}

export const readPart = async ({ pull, file }: Begun, index: number, length: number): Promise<Read> => {
  const buffer = Buffer.allocUnsafeSlow(length);
  const filled = await pull.fill(buffer);
  // Since the answer: what came before anybody read lay in the socket by then.
  const rate = (filled * 1000) / (performance.now() - file.openedAt);
  return { index, buffer, length: filled, rate };
};

/**
 * A whole file, whose first part has been read. Sources begin with a burst: so `judgeMillis` later the rate is looked at
 * once more, and the reading ends with a `slow` fault where `tooSlow` says so and what is left takes longer still.
 */
export async function* judged(
  { pull }: Begun,
  read: Read,
  totalBytes: number,
  judgeMillis: number,
  tooSlow: (rate: number, bytesLeft: number) => boolean,
): AsyncGenerator<Buffer> {
  yield read.buffer.subarray(0, read.length);
  const since = performance.now();
  let bytes = 0;
  let isJudged = false;
  for await (const chunk of pull.rest()) {
    bytes += chunk.length;
    const millis = performance.now() - since;
    if (!isJudged && millis > judgeMillis) {
      isJudged = true;
      const bytesLeft = totalBytes - read.length - bytes;
      const millisLeft = (bytesLeft / bytes) * millis;
      if (millisLeft > 2 * judgeMillis && tooSlow((bytes * 1000) / millis, bytesLeft)) {
        throw new CopyFault('slow', 'One connection to the source is not enough');
      }
    }
    yield chunk;
  }
}
