import { describe, expect, it } from 'vitest';
import { inspectMedia } from '../../../lambdas/domain/media/inspect-media.ts';
import { mediaReader } from '../../../lambdas/domain/media/media-reader.ts';
import { box, u32 } from '../../../lib/local/provider/boxes.ts';
import { mediaFile } from '../../support/media-files.ts';

const kibi = 1024;
const mebi = 1024 * kibi;
/** What is read of a file, in order. */
const reads = async (file: Buffer): Promise<(readonly [at: number, length: number])[]> => {
  const asked: (readonly [number, number])[] = [];
  await inspectMedia(file.length, async (at, length) => {
    asked.push([at, length]);
    return file.subarray(at, at + length);
  });
  return asked;
};
const ftyp = box('ftyp', 'isom', u32(0));

describe('a stored file', () => {
  it('is read in one request if it is small, and in none if it is empty', async () => {
    const file = mediaFile('faststart.mp4');
    expect(await reads(file)).toEqual([[0, file.length]]);
    expect(await reads(Buffer.alloc(0))).toEqual([]);
  });

  it('is read at its heads, however far apart, 64 KiB at a time', async () => {
    const file = Buffer.concat([
      ftyp,
      box('free', Buffer.alloc(mebi)),
      box('skip', Buffer.alloc(mebi)),
      box('free', 'end'),
    ]);
    const [second, third] = [ftyp.length + mebi + 8, ftyp.length + 2 * (mebi + 8)];
    expect(await reads(file)).toEqual([
      [0, 64 * kibi],
      [second, 64 * kibi],
      [third, 11],
    ]);
  });

  it('is read no further if its first bytes decide', async () => {
    expect(await reads(Buffer.concat([Buffer.from('RIFF\0\0\0\0AVI LIST'), Buffer.alloc(mebi)]))).toEqual([
      [0, 64 * kibi],
    ]);
  });

  it('is read at both ends of its data, if its index is last', async () => {
    const file = Buffer.concat([ftyp, box('mdat', Buffer.alloc(mebi, 7)), box('moov')]);
    expect(await reads(file)).toEqual([
      [0, 64 * kibi],
      [file.length - 8 - 64 * kibi, 64 * kibi],
      [file.length - 8, 8],
    ]);
  });

  it('is read as far as its metadata and the index of its segments go', async () => {
    const near = Buffer.concat([ftyp, box('free', Buffer.alloc(60 * kibi))]);
    const far = box('free', Buffer.alloc(4 * mebi));
    for (const small of [box('udta', 'a label'), box('meta', u32(0)), box('sidx', Buffer.alloc(24))]) {
      const file = Buffer.concat([near, small, far, box('free')]);
      expect(await reads(file)).toEqual([
        [0, 64 * kibi],
        [file.length - 8, 8],
      ]);
    }
    for (const type of ['udta', 'sidx']) {
      const large = await reads(Buffer.concat([near, box(type, Buffer.alloc(3 * mebi)), box('free')]));
      expect(large.map(([, length]) => length)).toEqual([64 * kibi, mebi, 8]);
    }
  });

  it('is read in steps that grow to a mebibyte, where all of it must be seen', async () => {
    const steps = await reads(Buffer.concat([ftyp, box('mdat', Buffer.alloc(5 * mebi))]));
    expect(steps.map(([, length]) => length / kibi).slice(0, 7)).toEqual([
      64, 128, 256, 512, 1024, 1024, 1024,
    ]);
    for (const [index, [at, length]] of steps.slice(0, -1).entries()) {
      expect(steps[index + 1]?.[0]).toBeGreaterThan(at);
      expect(steps[index + 1]?.[0]).toBeLessThanOrEqual(at + length);
    }
    expect(steps.reduce((sum, [, length]) => sum + length, 0)).toBeLessThan(6 * mebi);
  });

  it('is read at once as far as is needed, if that is more', async () => {
    const moov = box('moov', box('free', Buffer.alloc(3 * mebi)));
    const file = Buffer.concat([ftyp, moov, box('mdat', Buffer.alloc(2 * mebi, 7))]);
    expect((await reads(file))[1]).toEqual([ftyp.length + 8, 3 * mebi + 8]);
  });

  it('begins again with small steps after a leap', async () => {
    const zeros = box('mdat', Buffer.alloc(300 * kibi));
    const file = Buffer.concat([ftyp, zeros, box('free', Buffer.alloc(4 * mebi)), zeros]);
    const lengths = (await reads(file)).map(([, length]) => length / kibi);
    expect(lengths.slice(0, 3)).toEqual([64, 128, 256]);
    expect(lengths.slice(-3)[0]).toBe(64);
  });
});

describe('a file that streams by', () => {
  it('is not kept: chunks of a mebibyte that nobody needs leave nothing behind', () => {
    const reader = mediaReader();
    reader.push(Buffer.concat([ftyp, u32(1), Buffer.from('free'), u32(0x10, 0)]));
    const chunk = Buffer.alloc(mebi);
    const before = process.memoryUsage().arrayBuffers;
    for (let count = 0; count < 200; count += 1) expect(reader.push(chunk)).toBeUndefined();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * mebi);
    expect(reader.end()).toMatchObject({ kind: 'broken', reason: 'truncated' });
    expect(reader.end()).toMatchObject({ kind: 'broken', reason: 'truncated' });
  });
});
