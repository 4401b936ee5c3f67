import type { S3Upload } from '../s3/s3-upload.ts';
import type { ByteReader } from '../source/source-reader.ts';
import type { OrderedHash } from './ordered-hash.ts';
import type { PartTracker } from './part-tracker.ts';

export interface StreamCopyOrder {
  readonly tracker: PartTracker;
  readonly upload: S3Upload;
  /** Only if every byte before has passed through this process. */
  readonly hash: OrderedHash | undefined;
  /** Opens the source at an offset, to its end. */
  openAt(start: number): ByteReader;
  /** No part is started after this signal. */
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
  const { tracker, upload, hash, closing, signal } = order;
  let { reader, at } = opened ?? { reader: undefined, at: -1 };
  try {
    while (!closing.aborted) {
      const index = tracker.take();
      if (index === undefined) return;
      const start = tracker.plan.startOf(index);
      const length = tracker.plan.lengthOf(index);
      if (!reader || at !== start) {
        await reader?.close();
        reader = order.openAt(start);
      }
      tracker.add(await upload.putStreamed(index + 1, hashed(reader.next(length), hash), length, signal));
      at = start + length;
    }
  } finally {
    await reader?.close();
  }
};
