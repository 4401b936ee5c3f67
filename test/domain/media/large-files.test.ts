import { describe, expect, it } from 'vitest';
import { inspectMedia } from '../../../lambdas/domain/media/inspect-media.ts';
import { mediaReader } from '../../../lambdas/domain/media/media-reader.ts';
import { box, u32 } from '../../../lib/local/provider/boxes.ts';
import { tries } from '../../support/effort.ts';
import { boxesOf, edit, named, patched } from '../../support/media-boxes.ts';
import { mediaFile, streamed } from '../../support/media-files.ts';

const mebi = 1024 * 1024;
const whole = mediaFile('moov-last.mp4');
const [ftyp, moov, mdat] = ['ftyp', 'moov', 'mdat'].map((type) => named(whole, type)) as [
  Buffer,
  Buffer,
  Buffer,
];

/** A file of many gibibytes, of which only these parts are not zeros. */
const sparse = (size: number, parts: readonly (readonly [at: number, bytes: Buffer])[]) => {
  let read = 0;
  const verdict = inspectMedia(size, async (offset, length) => {
    read += length;
    const piece = Buffer.alloc(length);
    for (const [at, bytes] of parts) {
      const [from, to] = [Math.max(at, offset), Math.min(at + bytes.length, offset + length)];
      if (from < to) bytes.copy(piece, from - offset, from - at, to - at);
    }
    return piece;
  });
  return verdict.then((settled) => ({ verdict: settled, read }));
};

describe('a large file', () => {
  it('of 20 GB is checked by reading its heads and its index', async () => {
    const size = 20_000_000_000;
    const head = Buffer.concat([u32(1), Buffer.from('mdat'), u32(Math.floor(size / 2 ** 32), size)]);
    const end = ftyp.length + size;
    const parts = [
      [0, ftyp],
      [ftyp.length, head],
      [ftyp.length + 16, mdat.subarray(8)],
      [end - 8, Buffer.from('some end')],
      [end, moov],
    ] as const;
    // The data begin where those of the small file do, so that its index fits.
    const { verdict, read } = await sparse(end + moov.length, parts);
    expect(verdict).toMatchObject({ kind: 'whole', checked: 'samples' });
    expect(read).toBeLessThan(mebi);
    const short = await sparse(end + moov.length - 1, parts);
    expect(short.verdict).toMatchObject({ kind: 'broken', reason: 'truncated' });
  });

  it('whose index is larger than is kept is not refused, and says how far it was checked', () => {
    const huge = box('moov', moov.subarray(8), box('free', Buffer.alloc(17 * mebi)));
    const verdict = streamed(Buffer.concat([ftyp, named(whole, 'free'), mdat, huge]));
    expect(verdict).toMatchObject({
      kind: 'whole',
      checked: 'structure',
      facts: { width: 64, codec: 'h264' },
    });
  });

  it('whose fragment is larger than is kept is not refused either, nor one before its index', () => {
    const file = mediaFile('default-base-moof.mp4');
    const boxes = boxesOf(file);
    const index = boxes.filter(({ type }) => /ftyp|moov/.test(type)).map(({ bytes }) => bytes);
    const rest = boxes.filter(({ type }) => !/ftyp|moov/.test(type)).map(({ bytes }) => bytes);
    const padding = box('free', Buffer.alloc(4 * mebi));
    const huge = edit(Buffer.concat(rest), 'moof', (moof) =>
      box('moof', moof.subarray(8), padding, moof.subarray(8)),
    );
    for (const parts of [
      [...index, huge],
      [...rest, ...index],
    ]) {
      expect(streamed(Buffer.concat(parts))).toMatchObject({
        ...{ kind: 'whole', checked: 'structure', endProved: false },
        facts: { width: 64, codec: 'h264', hasAudio: true },
      });
    }
  });

  it('whose frames are outside of it is refused, however many boxes its data are in', () => {
    const many = Buffer.concat(Array<Buffer>(65_537).fill(box('mdat', '7')));
    const lost = edit(whole, 'stco', (stco) => patched(stco, stco.length - 4, 0x7fff_0000));
    expect(streamed(Buffer.concat([lost, many]))).toMatchObject({ reason: 'samples_outside_data' });
    expect(streamed(Buffer.concat([whole, many]))).toMatchObject({ kind: 'whole', checked: 'structure' });
  });

  it('of more fragments than are kept is not refused', () => {
    const file = mediaFile('every-frame.mp4');
    const boxes = boxesOf(file);
    const start = Buffer.concat(boxes.filter(({ type }) => /ftyp|moov/.test(type)).map(({ bytes }) => bytes));
    const at = boxes.findIndex(({ type }) => type === 'moof');
    const pair = Buffer.concat(boxes.slice(at, at + 2).map(({ bytes }) => bytes));
    const reader = mediaReader();
    reader.push(start);
    for (let count = 0; count < 70; count++) reader.push(Buffer.concat(Array<Buffer>(1000).fill(pair)));
    expect(reader.end()).toMatchObject({
      kind: 'whole',
      checked: 'structure',
      facts: { durationSeconds: 2916.667 },
    });
  }, 60_000);
});

describe('counts that no file can hold cost nothing', () => {
  const lies: readonly (readonly [string, Buffer])[] = [
    ['2^32 frames of one size', edit(whole, 'stsz', () => box('stsz', u32(0, 1, 0xffff_ffff)))],
    ['2^32 frames in each chunk', edit(whole, 'stsc', (stsc) => patched(stsc, stsc.length - 8, 0xffff_ffff))],
    ['2^32 times', edit(whole, 'stts', () => box('stts', u32(0, 1, 0xffff_ffff, 0xffff_ffff)))],
    ['a hundred thousand tracks', box('moov', ...Array<Buffer>(tries(100_000)).fill(box('trak')))],
    [
      'boxes within boxes',
      Array.from({ length: 5000 }).reduce<Buffer>((inner) => box('moov', inner), box('trak')),
    ],
    ['a million empty boxes', Buffer.concat(Array<Buffer>(tries(1_000_000)).fill(box('free')))],
    [
      'metadata that says the label’s name again and again',
      box('moov', box('udta', 'mdtaAIGC'.repeat(tries(500_000)))),
    ],
  ];
  it.each(lies)('%s', (_, lie) => {
    expect(streamed(Buffer.concat([ftyp, lie])).kind).toBe('broken');
  });
});
