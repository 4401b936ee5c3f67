import type { S3Upload } from '../s3/s3-upload.ts';
import type { ByteReader } from '../source/byte-reader.ts';
import type { BufferedPart } from './buffer-pool.ts';
import type { OrderedHash } from './ordered-hash.ts';
import type { PartTracker } from './part-tracker.ts';

export interface StreamCopyOrder {
  readonly parts: PartTracker;
  readonly upload: S3Upload;
  /** Absent if this turn has not seen every byte from the beginning. */
  readonly hash: OrderedHash | undefined;
  /** Opens the source at an offset, to its end. */
  open(start: number): ByteReader;
  /** Aborted when no further part may be begun. */
  readonly closing: AbortSignal;
  readonly signal: AbortSignal;
}

async function* hashed(chunks: AsyncIterable<Buffer>, hash: OrderedHash | undefined): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash?.update(chunk);
    yield chunk;
  }
}

/** Copies the parts that are missing one after the other, each streamed as its bytes come. Nothing is held in memory. */
export const streamCopy = async (
  order: StreamCopyOrder,
  opened?: { reader: ByteReader; at: number },
): Promise<void> => {
  const { parts, upload, hash, closing, signal } = order;
  let { reader, at } = opened ?? { reader: undefined, at: -1 };
  try {
    while (!closing.aborted) {
      const index = parts.take();
      if (index === undefined) return;
      const start = parts.plan.startOf(index);
      const length = parts.plan.lengthOf(index);
      if (!reader || at !== start) {
        await reader?.close();
        reader = order.open(start);
      }
      parts.add(await upload.putStreamed(index + 1, hashed(reader.next(length), hash), length, signal));
      at = start + length;
    }
  } finally {
    await reader?.close();
  }
};

/** Sends a part that is in memory. */
export const sendPart = async (
  { hash, parts, upload }: Pick<StreamCopyOrder, 'hash' | 'parts' | 'upload'>,
  { index, buffer, length }: BufferedPart,
  signal: AbortSignal,
): Promise<void> => {
  const bytes = buffer.subarray(0, length);
  hash?.add(index, bytes);
  parts.add(await upload.put(index + 1, bytes, signal));
};
