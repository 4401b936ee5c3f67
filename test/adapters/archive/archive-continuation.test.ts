import { describe, expect, it } from 'vitest';
import type { PartialCopy } from '../../../lambdas/domain/task/task.ts';
import { archiving, inParts, key, mebi } from '../../support/archiving.ts';
import { videoBytes } from '../../support/video-server.ts';

const at = archiving(16 * mebi + 7);

/** A turn that ends with some parts up and some not. */
const firstTurn = async (): Promise<{ partial: PartialCopy; bytesUp: number }> => {
  at.source.requests.length = 0;
  at.source.manner = (_, number) => (number === 1 ? { dropAfter: 11 * mebi } : { status: 403 });
  const result = await at.copy({}, inParts);
  if (result.kind !== 'stale_link' || !result.partial) throw new Error(`Not broken off: ${result.kind}`);
  at.source.manner = () => ({});
  at.source.requests.length = 0;
  at.s3.requests.length = 0;
  return { partial: result.partial, bytesUp: result.bytesUp };
};

describe('a copy that does not fit into the function’s time', () => {
  it('ends in time, with what is up', async () => {
    at.source.manner = () => ({ stallAfter: 11 * mebi });
    const result = await at.copy({ budgetMillis: 4_000 }, inParts);
    expect(result).toMatchObject({ kind: 'unfinished', partial: at.begun[0], bytesUp: 10 * mebi });
    expect(at.s3.object(key)).toBeUndefined();
  });

  it('goes on from the parts that are in the bucket', async () => {
    const { partial, bytesUp } = await firstTurn();
    at.expectRight(await at.copy({ partial, mayBeThere: true }));
    expect(at.source.requests.map(({ headers }) => headers.range)).toEqual([`bytes=${bytesUp}-`]);
    expect(at.begun).toHaveLength(1);
  });

  it('fetches only the part that is missing between others', async () => {
    const { partial } = await firstTurn();
    const parts = at.s3.store.multipartUploads.get(partial.uploadId)?.parts as Map<number, unknown>;
    parts.delete(1);
    at.expectRight(await at.copy({ partial }));
    expect(at.source.requests[0]?.headers.range).toBe('bytes=0-');
  });

  it('fetches again a part that is not as long as it should be', async () => {
    const { partial } = await firstTurn();
    const parts = at.s3.store.multipartUploads.get(partial.uploadId)?.parts as Map<number, unknown>;
    parts.set(1, { ...(parts.get(1) as object), body: Buffer.alloc(5 * mebi + 1) });
    at.expectRight(await at.copy({ partial }));
  });

  it('is started again if the source has changed since', async () => {
    const { partial } = await firstTurn();
    at.source.file = videoBytes(16 * mebi + 7, 2);
    at.expectRight(await at.copy({ partial }, inParts));
    expect(at.begun).toHaveLength(2);
  });

  it('is started again if nothing proves that the source is the same', async () => {
    const headers = { etag: undefined };
    at.source.manner = () => ({ stallAfter: 11 * mebi, headers });
    const result = await at.copy({ budgetMillis: 2_000, inParts: true }, inParts);
    expect(result).toMatchObject({ kind: 'unfinished', bytesUp: 0 });
    at.expectNothing();
    at.source.file = videoBytes(16 * mebi + 7, 2);
    at.source.manner = () => ({ headers });
    at.expectRight(await at.copy({ inParts: true }));
  });

  it('is started again if the bucket no longer has the parts', async () => {
    const { partial } = await firstTurn();
    (at.s3.store.multipartUploads as Map<string, unknown>).clear();
    at.expectRight(await at.copy({ partial }, inParts));
    expect(at.begun).toHaveLength(2);
  });

  it('keeps its parts if the link has gone stale, for the next link', async () => {
    const { partial, bytesUp } = await firstTurn();
    at.source.manner = () => ({ status: 403 });
    expect(await at.copy({ partial })).toMatchObject({ kind: 'stale_link', partial, bytesUp });
    at.source.manner = () => ({});
    at.expectRight(await at.copy({ partial }));
  });

  it('goes on under the name of what it is, and is abandoned under it', async () => {
    at.source.file.write('qt  ', 8, 'latin1');
    const { partial } = await firstTurn();
    const named = key.replace('.mp4', '.mov');
    expect(partial.key).toBe(named);
    const result = await at.copy({ partial }, inParts);
    expect(result).toMatchObject({
      kind: 'archived',
      file: { key: named, contentType: 'video/quicktime', bytes: at.source.file.length },
    });
    const again = await firstTurn();
    await at.archive().abandon(key, again.partial);
    expect(at.s3.store.multipartUploads.size).toBe(0);
  });

  it('leaves nothing in the bucket when it is abandoned, also twice', async () => {
    const { partial } = await firstTurn();
    await at.archive().abandon(key, partial);
    await at.archive().abandon(key, partial);
    at.expectNothing();
  });

  it('is taken in parts from then on, so that the next turn can go on', async () => {
    at.source.manner = () => ({ stallAfter: 6 * mebi });
    const whole = await at.copy({ budgetMillis: 700 });
    expect(whole).toEqual({ kind: 'unfinished', reason: 'The time ran out', bytesUp: 0 });
    at.source.manner = () => ({});
    at.expectRight(await at.copy({ inParts: true }));
    expect(at.s3.requests).toContain('CompleteMultipartUpload');
  });
});

describe('a copy that was made before', () => {
  it('is found, and costs the source nothing', async () => {
    await at.copy();
    at.source.requests.length = 0;
    at.s3.requests.length = 0;
    at.expectRight(await at.copy({ mayBeThere: true }));
    expect(at.source.requests).toHaveLength(0);
    expect(at.s3.requests).toEqual(['HeadObject', 'GetObject', 'GetObject']);
  });

  it('in parts, is found with the digest that its metadata holds', async () => {
    await at.copy({}, inParts);
    at.s3.requests.length = 0;
    at.expectRight(await at.copy({ mayBeThere: true }));
    expect(at.s3.requests).toEqual(['HeadObject', 'GetObject', 'GetObject']);
  });

  it('and died before its digest was written, is hashed from the bucket', async () => {
    at.s3.misbehave = (operation) => (operation === 'CopyObject' ? 'fail' : undefined);
    at.expectRight(await at.copy({}, inParts));
    expect(at.s3.object(key)?.metadata).not.toHaveProperty('sha256');
    at.s3.misbehave = undefined;
    at.expectRight(await at.copy({ mayBeThere: true }));
    expect(at.s3.object(key)?.metadata).toHaveProperty('sha256');
  });
});

describe('a copy whose record another execution holds', () => {
  it('withdraws', async () => {
    expect(await at.copy({ begun: async () => false }, inParts)).toEqual({ kind: 'withdrawn' });
    at.expectNothing();
  });

  it('leaves nothing that the record does not name if that cannot be written', async () => {
    const begun = async () => {
      throw new Error('throttled');
    };
    const result = await at.copy({ begun }, inParts);
    expect(result).toMatchObject({ kind: 'interrupted' });
    expect(result).not.toHaveProperty('partial');
    at.expectNothing();
  });

  it('does no harm if both copy at once', async () => {
    at.source.manner = () => ({ bytesPerSecond: 20 * mebi });
    const results = await Promise.all([at.copy({}, inParts), at.copy(), at.copy({}, inParts)]);
    for (const result of results) at.expectRight(result);
  });
});
