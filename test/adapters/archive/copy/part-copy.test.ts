import { expect, it } from 'vitest';
import { CopyFault } from '../../../../lambdas/adapters/archive/copy/copy-fault.ts';
import { CopyStop } from '../../../../lambdas/adapters/archive/copy/copy-stop.ts';
import { FileCheck } from '../../../../lambdas/adapters/archive/copy/file-check.ts';
import { OrderedHash } from '../../../../lambdas/adapters/archive/copy/ordered-hash.ts';
import { PartCopy } from '../../../../lambdas/adapters/archive/copy/part-copy.ts';
import { PartPlan } from '../../../../lambdas/adapters/archive/copy/part-plan.ts';
import { PartTracker } from '../../../../lambdas/adapters/archive/copy/part-tracker.ts';
import type { S3Upload } from '../../../../lambdas/adapters/archive/s3/s3-upload.ts';
import { ByteReader } from '../../../../lambdas/adapters/archive/source/source-reader.ts';

it('does not wait for a part that was put back when there was no time for it any more', async () => {
  const closing = new AbortController();
  const refused = new Promise<void>((resolve) => closing.signal.addEventListener('abort', () => resolve()));
  async function* source(refuses: boolean): AsyncGenerator<Buffer> {
    if (refuses) {
      closing.abort();
      throw new CopyFault('refused', 'The source answers 503');
    }
    await refused;
    await new Promise((resolve) => setTimeout(resolve, 20)); // The first part is back by then.
    yield Buffer.alloc(4);
  }
  const put = async (number: number, { length }: Buffer) => ({
    PartNumber: number,
    ETag: 'e',
    bytes: length,
  });
  const up = new PartTracker(new PartPlan({ firstBytes: 4, partBytes: 4, totalBytes: 12 }));
  const copy = new PartCopy({
    tracker: up,
    upload: { put } as unknown as S3Upload,
    hash: new OrderedHash(new FileCheck(true)),
    openAt: () => new ByteReader(source(false)),
    connections: 2,
    buffers: 2,
    partBytes: 4,
    maxBytes: 100,
    closing: closing.signal,
    stop: new CopyStop(),
  });
  await copy.run({ reader: new ByteReader(source(true)), at: 0 });
  expect(up.list.map(({ PartNumber }) => PartNumber)).toEqual([2]);
}, 20_000);
