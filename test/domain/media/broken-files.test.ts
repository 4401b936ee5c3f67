import { describe, expect, it } from 'vitest';
import type { BrokenReason } from '../../../lambdas/domain/media/verdict.ts';
import { box, u32 } from '../../../lib/local/provider/boxes.ts';
import { tries } from '../../support/effort.ts';
import { boxesOf, edit, inserted, named, patched, placesOf } from '../../support/media-boxes.ts';
import { mediaFile, ranged, streamed } from '../../support/media-files.ts';

const first = mediaFile('faststart.mp4');
const last = mediaFile('moov-last.mp4');
const fragments = mediaFile('fragmented.mp4');
const large = mediaFile('large-size.mp4');
const webm = mediaFile('vp9.webm');
const live = mediaFile('live.webm');
const mkv = mediaFile('h264.mkv');

const cut = (file: Buffer, share: number) => file.subarray(0, Math.floor(file.length * share));
const short = (file: Buffer, bytes = 1) => file.subarray(0, file.length - bytes);
const without = (file: Buffer, type: string) =>
  Buffer.concat(boxesOf(file).flatMap((each) => (each.type === type ? [] : [each.bytes])));
const renamed = (file: Buffer, type: string, to: string) => {
  const copy = Buffer.from(file);
  for (const at of placesOf(file, type)) copy.write(to, at + 4, 'latin1');
  return copy;
};
const place = (file: Buffer, type: string, index = 0) => placesOf(file, type)[index] as number;
/** Adds to the size that the box claims. */
const lying = (file: Buffer, type: string, by: number, index = 0) =>
  patched(file, place(file, type, index), file.readUInt32BE(place(file, type, index)) + by);
const zeroed = (file: Buffer, from: number, to = file.length) => Buffer.from(file).fill(0, from, to);
const largeAt = place(large, 'mdat');
const dataOf = (file: Buffer) => place(file, 'mdat') + 8;

const broken: readonly (readonly [what: string, file: Buffer, reason: BrokenReason])[] = [
  ['index first, cut at 10 %', cut(first, 0.1), 'truncated'],
  ['index first, cut at 60 %', cut(first, 0.6), 'truncated'],
  ['index first, cut at 99 %', cut(first, 0.99), 'truncated'],
  ['index first, one byte short', short(first), 'truncated'],
  ['index last, cut at 10 %', cut(last, 0.1), 'truncated'],
  ['index last, cut at 60 %', cut(last, 0.6), 'truncated'],
  ['index last, cut at 99 %', cut(last, 0.99), 'truncated'],
  ['index last, one byte short', short(last), 'truncated'],
  ['index last, cut where it begins', last.subarray(0, place(last, 'moov')), 'no_movie'],
  ['the index is left out', without(first, 'moov'), 'no_movie'],
  ['the index is marked as free', renamed(first, 'moov', 'free'), 'no_movie'],
  ['the data are left out', without(first, 'mdat'), 'no_media_data'],
  ['the data are marked as free', renamed(first, 'mdat', 'free'), 'no_media_data'],
  ['the data box is empty', Buffer.concat([without(first, 'mdat'), box('mdat')]), 'no_media_data'],
  ['the data are zeros', zeroed(first, dataOf(first)), 'no_media_data'],
  ['index last, the data are zeros', zeroed(last, dataOf(last), place(last, 'moov')), 'no_media_data'],
  ['the second half of the data is zeros', zeroed(first, first.length - 2000), 'no_media_data'],
  [
    'the last 600 bytes before the index are zeros',
    zeroed(last, place(last, 'moov') - 600, place(last, 'moov')),
    'no_media_data',
  ],
  ...['fragmented.mp4', 'cmaf.mp4', 'dash-sidx.mp4', 'default-base-moof.mp4'].map((name) => {
    const file = mediaFile(name);
    const from = dataOf(file) + 400;
    return [`${name}, zeros from within its first fragment on`, zeroed(file, from), 'no_media_data'] as const;
  }),
  ...['fragmented.mp4', 'cmaf.mp4', 'separate-moof.mp4'].map((name) => {
    const file = mediaFile(name);
    const end = place(file, 'moof', 1);
    return [
      `${name}, its first fragment ends in zeros`,
      zeroed(file, end - 600, end),
      'no_media_data',
    ] as const;
  }),
  ['ftyp, and zeros after it', zeroed(first, named(first, 'ftyp').length), 'no_movie'],
  ['ftyp alone', named(first, 'ftyp'), 'no_movie'],
  [
    'an index without frames',
    Buffer.concat([named(fragments, 'ftyp'), named(fragments, 'moov'), named(fragments, 'mdat')]),
    'no_samples',
  ],
  ['the data claim 1 byte too many', lying(first, 'mdat', 1), 'truncated'],
  ['the data claim 1000 bytes too many', lying(first, 'mdat', 1000), 'truncated'],
  ['the data claim 1 byte too few', lying(first, 'mdat', -1), 'samples_outside_data'],
  ['the data claim 1000 bytes too few', lying(first, 'mdat', -1000), 'samples_outside_data'],
  ['index last, the data claim 1 byte too many', lying(last, 'mdat', 1), 'no_movie'],
  ['index last, the data claim 100 bytes too few', lying(last, 'mdat', -100), 'no_movie'],
  ['the index claims 100 bytes too many', lying(first, 'moov', 100), 'no_media_data'],
  ['the index claims 100 MB', lying(first, 'moov', 100_000_000), 'truncated'],
  ['a track claims more than the index holds', lying(first, 'trak', 100_000), 'malformed'],
  ['a track claims too little', lying(first, 'trak', -200), 'malformed'],
  ['the sample table claims too much', lying(first, 'stbl', 5000), 'malformed'],
  ['the list of sizes claims too little', lying(first, 'stsz', -4), 'malformed'],
  ['a 64-bit size of 2^63', patched(large, largeAt + 8, 0x8000_0000), 'truncated'],
  [
    'a 64-bit size 1 byte too large',
    patched(large, largeAt + 12, large.readUInt32BE(largeAt + 12) + 1),
    'truncated',
  ],
  [
    'a 64-bit size 1 byte too small',
    patched(large, largeAt + 12, large.readUInt32BE(largeAt + 12) - 1),
    'samples_outside_data',
  ],
  ['a 64-bit size of 3', patched(large, largeAt + 12, 3), 'no_media_data'],
  [
    'a chunk is after the end of the file',
    patched(first, place(first, 'stco') + 16, 1_000_000),
    'samples_outside_data',
  ],
  ['a chunk is in the index', patched(first, place(first, 'stco') + 16, 100), 'samples_outside_data'],
  [
    'the index was moved and its places were not',
    Buffer.concat([named(last, 'ftyp'), named(last, 'moov'), box('free'), named(last, 'mdat')]),
    'samples_outside_data',
  ],
  [
    'a frame is larger than the file',
    patched(first, place(first, 'stsz') + 20, 0x0100_0000),
    'samples_outside_data',
  ],
  [
    'data to the end of the file, one byte short',
    short(mediaFile('mdat-to-end.mp4')),
    'samples_outside_data',
  ],
  [
    'a place beyond 4 GiB',
    edit(mediaFile('co64.mp4'), 'co64', (co64) => patched(co64, 16, 1)),
    'samples_outside_data',
  ],
  ['a table of 2^32 places', patched(first, place(first, 'stco') + 12, 0xffff_ffff), 'malformed'],
  ['a table without sizes', edit(last, 'stsz', () => Buffer.alloc(0)), 'malformed'],
  ['a table without times', edit(last, 'stts', () => Buffer.alloc(0)), 'malformed'],
  ['a table without places', edit(last, 'stco', () => Buffer.alloc(0)), 'malformed'],
  ['a track without a codec', edit(last, 'stsd', () => box('stsd', u32(0, 0))), 'malformed'],
  ['fewer places than frames', edit(last, 'stsc', (stsc) => patched(stsc, stsc.length - 8, 1)), 'malformed'],
  ['fragments, cut at 60 %', cut(fragments, 0.6), 'truncated'],
  ['the last fragment is cut', fragments.subarray(0, place(fragments, 'mfra') - 100), 'truncated'],
  [
    'the last fragment has its head alone',
    fragments.subarray(0, place(fragments, 'mdat', 2)),
    'samples_outside_data',
  ],
  [
    'the last fragment is cut in its head',
    fragments.subarray(0, place(fragments, 'moof', 2) + 50),
    'truncated',
  ],
  ['a cut 6 bytes into a fragment', fragments.subarray(0, place(fragments, 'moof', 2) + 6), 'truncated'],
  ['a fragment claims too much data', lying(fragments, 'mdat', 50, 1), 'malformed'],
  ['a fragment claims too little data', lying(fragments, 'mdat', -50, 1), 'malformed'],
  [
    'a run points after the data',
    patched(fragments, place(fragments, 'trun') + 16, 1_000_000),
    'samples_outside_data',
  ],
  ['a run of 2^32 frames', patched(fragments, place(fragments, 'trun') + 12, 0xffff_ffff), 'malformed'],
  ['fragments without their index', without(fragments, 'moov'), 'no_movie'],
  [
    'segments, the last one missing',
    mediaFile('global-sidx.mp4').subarray(0, place(mediaFile('global-sidx.mp4'), 'moof', 2)),
    'truncated',
  ],
  ['WebM, cut at 10 %', cut(webm, 0.1), 'truncated'],
  ['WebM, cut at 60 %', cut(webm, 0.6), 'truncated'],
  ['WebM, one byte short', short(webm), 'truncated'],
  [
    'WebM, its clusters are zeros',
    zeroed(webm, webm.indexOf(Buffer.from('1f43b675', 'hex')) + 8),
    'no_media_data',
  ],
  ['WebM, nothing after the header', webm.subarray(0, 36), 'no_movie'],
  ['Matroska, cut at 60 %', cut(mkv, 0.6), 'truncated'],
  ['Matroska, one byte short', short(mkv), 'truncated'],
  ['live WebM, cut within a frame', short(live, 3), 'truncated'],
  ['live WebM, cut at 60 %', cut(live, 0.6), 'truncated'],
  ['piped WebM, one byte short', short(mediaFile('piped.webm')), 'truncated'],
];

describe('a broken video is never taken for a whole one', () => {
  it.each(broken)('%s', async (_, file, reason) => {
    const verdict = streamed(file);
    expect(verdict).toMatchObject({ kind: 'broken', reason });
    expect(verdict.kind === 'broken' && verdict.detail).toMatch(/^[A-Z].{10,150}\.$/s);
    expect((await ranged(file)).verdict).toEqual(verdict);
  });
});

describe('every cut is noticed', () => {
  const stride = (file: Buffer) => Math.round(file.length / tries(file.length));

  /** Places where a part of the file is a whole file: nothing after them is needed. */
  const endsOf = (file: Buffer) =>
    boxesOf(file).flatMap(({ type }, index, all) => {
      const end = all.slice(0, index + 1).reduce((sum, { bytes }) => sum + bytes.length, 0);
      return /mdat|mfra/.test(type) ? [end, end + 1, end + 2, end + 3] : [];
    });

  it.each([
    'faststart.mp4',
    'large-size.mp4',
    'moov-last.mp4',
    'quicktime.mov',
    'mdat-to-end.mp4',
    'vp9.webm',
    'h264.mkv',
  ])('at any byte of %s', (name) => {
    const file = mediaFile(name);
    for (let at = 0; at < file.length; at += stride(file)) {
      const verdict = streamed(file.subarray(0, at));
      if (verdict.kind === 'whole')
        expect.fail(`The first ${at} of ${file.length} bytes are taken for a video.`);
    }
  });

  it.each(['fragmented.mp4', 'default-base-moof.mp4', 'every-frame.mp4', 'separate-moof.mp4'])(
    'at any byte of %s but the ends of its fragments, which a live recording may end at',
    (name) => {
      const file = mediaFile(name);
      const ends = endsOf(file);
      for (let at = 0; at < file.length; at += stride(file)) {
        if (streamed(file.subarray(0, at)).kind === 'whole') expect(ends).toContain(at);
      }
    },
  );
});

it('a file with bytes inserted before its data is broken, unless its places follow', () => {
  const padding = box('free', Buffer.alloc(7));
  const at = place(first, 'mdat');
  const pushed = Buffer.concat([first.subarray(0, at), padding, first.subarray(at)]);
  expect(streamed(pushed)).toMatchObject({ kind: 'broken', reason: 'samples_outside_data' });
  expect(streamed(inserted(first, 'mdat', padding)).kind).toBe('whole');
});
