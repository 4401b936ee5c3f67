import type { S3Upload } from '../s3/s3-upload.ts';
import type { ByteReader } from '../source/byte-reader.ts';
import type { OrderedHash } from './ordered-hash.ts';
import type { PartTracker } from './part-tracker.ts';

export interface StreamCopyOrder {
  readonly up: PartTracker;
  readonly upload: S3Upload;
  /** Where every byte before was seen. */
  readonly hash: OrderedHash | undefined;
  /** Opens the source at an offset, to its end. */
  open(start: number): ByteReader;
  /** No part is begun after it. */
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
  begun?: { pull: ByteReader; at: number },
): Promise<void> => {
  const { up, upload, hash, closing, signal } = order;
  let { pull, at } = begun ?? { pull: undefined, at: -1 };
  try {
    while (!closing.aborted) {
      const index = up.take();
      if (index === undefined) return;
      const start = up.plan.startOf(index);
      const length = up.plan.lengthOf(index);
      if (!pull || at !== start) {
        await pull?.close();
        pull = order.open(start);
      }
      up.add(await upload.putStreamed(index + 1, hashed(pull.next(length), hash), length, signal));
      at = start + length;
    }
  } finally {
    await pull?.close();
  }
};
