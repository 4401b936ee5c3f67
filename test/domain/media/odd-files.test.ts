import { describe, expect, it } from 'vitest';
import { mediaReader } from '../../../lambdas/domain/media/media-reader.ts';
import { formats, type MediaVerdict } from '../../../lambdas/domain/media/verdict.ts';
import { box, u32 } from '../../../lib/local/provider/boxes.ts';
import { boxesOf, named, patched, placesOf } from '../../support/media-boxes.ts';
import { mediaFile, streamed, verdictOn } from '../../support/media-files.ts';

const first = mediaFile('faststart.mp4');
const last = mediaFile('moov-last.mp4');
const fragments = mediaFile('fragmented.mp4');
const text = (content: string) => Buffer.from(content, 'latin1');
const join = (...parts: readonly (Buffer | string)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? text(part) : part)));
const place = (file: Buffer, type: string, index = 0) => placesOf(file, type)[index] as number;
const [ftyp, moov] = ['ftyp', 'moov'].map((type) => named(first, type)) as [Buffer, Buffer];
const kindOf = (verdict: MediaVerdict) => (verdict.kind === 'broken' ? verdict.reason : verdict.kind);
const detailOf = (file: Buffer) => {
  const verdict = streamed(file);
  return verdict.kind === 'broken' ? verdict.detail : verdict.kind;
};

describe('a file with something after its last box', () => {
  it.each<[string, string, string]>([
    ['three bytes', '\0\0\x09', 'whole'],
    ['the size of a box', '\0\0\0\x08', 'truncated'],
    ['half the name of a box', '\0\0\0\x08fre', 'truncated'],
    ['a size that no box has', '\0\0\0\x07fre', 'whole'],
    ['a name that no box has', '\0\0\0\x09!fr', 'whole'],
    ['another one', '\0\0\0\x09fr!', 'whole'],
    ['a size of a gigabyte and more', '\x7f\0\0\x08fr', 'whole'],
    ['half of a 64-bit size', '\0\0\0\x01mdat\0\0\0', 'truncated'],
    ['half of one of an unknown box', '\0\0\0\x01mdaX\0\0\0', 'whole'],
    ['a size of 2', '\0\0\0\x02mdat', 'whole'],
    ['a 64-bit size of 2', '\0\0\0\x01mdat\0\0\0\0\0\0\0\x02', 'whole'],
    ['a sentence', 'made with love', 'whole'],
  ])('is judged by it: %s', async (_, tail, kind) => {
    expect(kindOf(await verdictOn(join(last, tail)))).toBe(kind);
  });

  it.each<[string, Buffer, string]>([
    ['seven bytes', text('1234567'), 'whole'],
    ['eight bytes', text('\x01\x02\x03\x04\x05\x06\x07\x08'), 'malformed'],
    ['eight bytes that are too short for a box', text('\0\0\0\x07free'), 'malformed'],
    ['a box that none is, of no size', text('\0\0\0\0Xtra and more'), 'malformed'],
    ['zeros', Buffer.alloc(200_000), 'whole'],
    ['a byte after many zeros', join(Buffer.alloc(200_000), 'x'), 'malformed'],
    ['a box that none is', join(u32(16), '\x01\x02\x03\x04 and more'.slice(0, 12)), 'malformed'],
    ['a box that nobody knows', box('Xtra', 'what a camera adds'), 'whole'],
  ])('may lack fragments if that is %s', async (_, tail, kind) => {
    const file = join(fragments, tail);
    expect(kindOf(await verdictOn(file))).toBe(kind);
    if (kind === 'malformed') {
      expect(detailOf(file)).toBe(
        `Fragments may be missing. From byte ${fragments.length} on, the file is no boxes.`,
      );
    }
  });
});

describe('what is said of a broken file', () => {
  it('is what its index says all the same', () => {
    for (const name of ['faststart.mp4', 'brand.m4v', 'video-only.mp4', 'rotated.mp4', 'odd-size.mp4']) {
      const file = mediaFile(name);
      const boxes = boxesOf(file);
      const order = ['ftyp', 'moov'].map((type) => named(file, type));
      const start =
        boxes.findIndex(({ type }) => type === 'moov') < boxes.findIndex(({ type }) => type === 'mdat');
      const cut = start ? file.subarray(0, -1) : join(...order, u32(5_000), 'mdat');
      const whole = streamed(file);
      if (whole.kind !== 'whole') throw new Error(name);
      expect(streamed(cut)).toMatchObject({
        ...{ kind: 'broken', reason: 'truncated', facts: whole.facts },
        format: formats[whole.facts.container],
      });
    }
    const half = streamed(fragments.subarray(0, place(fragments, 'moof', 1) + 50));
    expect(half).toMatchObject({
      format: formats.mp4,
      facts: { width: 64, codec: 'h264', fps: 24, hasAudio: true },
    });
  });

  it('is nothing of the film, if its index contradicts itself', () => {
    const verdict = streamed(patched(first, place(first, 'trak'), 100_000));
    expect(verdict).toMatchObject({ kind: 'broken', reason: 'malformed' });
    expect(verdict).not.toHaveProperty('facts');
  });

  it('is said at once, if its index contradicts itself', () => {
    const reader = mediaReader();
    expect(reader.push(patched(first, place(first, 'trak'), 100_000).subarray(0, -100))).toMatchObject({
      ...{ kind: 'broken', reason: 'malformed', detail: 'The trak box is larger than what holds it.' },
    });
  });

  it('is where its frames should be', () => {
    const at = place(first, 'stco') + 16;
    const { length } = first;
    expect(detailOf(patched(first, at, 1_000_000))).toMatch(
      new RegExp(`^Frames end at byte 100\\d{4} of a file of ${length} bytes\\.$`),
    );
    expect(detailOf(patched(first, at, 100))).toMatch(
      /^The frames at bytes 100 to \d+ are not in the media data\.$/,
    );
    expect(detailOf(join(ftyp, moov, u32(8), 'mdat'))).toBe('The file has no media data.');
  });

  it('is where it ends', () => {
    const { length } = first;
    expect(detailOf(first.subarray(0, -1))).toBe(
      `The mdat box goes on after the file's ${length - 1} bytes.`,
    );
    const at = place(fragments, 'moof', 1);
    expect(detailOf(fragments.subarray(0, at + 4))).toBe(
      `The last box goes on after the file's ${at + 4} bytes.`,
    );
    expect(detailOf(fragments.subarray(0, at + 8))).toBe(
      `The moof box goes on after the file's ${at + 8} bytes.`,
    );
  });

  it('is from where on it is no boxes, if it has no index', () => {
    expect(detailOf(join(ftyp, box('free')))).toBe('The file has no index (moov box).');
    expect(detailOf(join(ftyp, Buffer.alloc(100)))).toBe(
      `The file has no index (moov box). From byte ${ftyp.length} on, the file is no boxes.`,
    );
    expect(detailOf(join(ftyp, u32(20), '\x01\x02\x03\x04', Buffer.alloc(12)))).toMatch(
      `From byte ${ftyp.length} on, the file is no boxes.`,
    );
    expect(detailOf(join(ftyp, moov, 'not a box, but much more'))).toBe(
      `The file has no media data. From byte ${ftyp.length + moov.length} on, the file is no boxes.`,
    );
  });
});

describe('a film', () => {
  const renamed = (file: Buffer, from: string, to: string) =>
    text(file.toString('latin1').replaceAll(from, to));
  const withTraks = (make: (traks: Buffer[]) => Buffer[]) => {
    const inner = boxesOf(named(last, 'moov').subarray(8));
    const traks = inner.filter(({ type }) => type === 'trak').map(({ bytes }) => bytes);
    const others = inner.filter(({ type }) => type !== 'trak').map(({ bytes }) => bytes);
    return join(
      ...boxesOf(last).map(({ type, bytes }) =>
        type === 'moov' ? box('moov', ...others, ...make(traks)) : bytes,
      ),
    );
  };
  const cover = (trak: Buffer) => renamed(trak, 'avc1', 'jpeg');

  it('may have its index at the very end, without a size', async () => {
    expect(await verdictOn(patched(last, place(last, 'moov'), 0))).toMatchObject({
      kind: 'whole',
      checked: 'samples',
    });
  });

  it('may end in an index of segments, which promises nothing without a size', async () => {
    const sidx = join('sidx', u32(0, 1, 24, 0, 0, 1, 1_000_000, 1, 0));
    expect((await verdictOn(join(last, u32(0), sidx))).kind).toBe('whole');
    expect(kindOf(await verdictOn(join(last, u32(44), sidx)))).toBe('truncated');
  });

  it('may have its data in an identified box', async () => {
    expect((await verdictOn(renamed(last, 'mdat', 'imda'))).kind).toBe('whole');
  });

  it('is told from its cover, whichever comes first', () => {
    const codecs = [
      withTraks(([video = moov, ...rest]) => [cover(video), video, ...rest]),
      withTraks(([video = moov, ...rest]) => [video, cover(video), ...rest]),
      withTraks(([video = moov, ...rest]) => [cover(video), ...rest]),
    ].map((file) => {
      const verdict = streamed(file);
      return verdict.kind === 'whole' && verdict.facts.codec;
    });
    expect(codecs).toEqual(['h264', 'h264', 'mjpeg']);
  });

  it('has a picture, or is sound, or neither', async () => {
    const texts = (trak: Buffer) => renamed(renamed(trak, 'vide', 'text'), 'soun', 'text');
    expect(await verdictOn(withTraks(([video = moov, sound = moov]) => [texts(video), sound]))).toEqual({
      ...{ kind: 'not_a_video', looksLike: 'audio' },
    });
    expect(await verdictOn(withTraks((traks) => traks.map(texts)))).toMatchObject({
      ...{ kind: 'broken', reason: 'no_samples', detail: 'The index lists no picture.' },
    });
    expect(await verdictOn(withTraks(() => []))).toMatchObject({ kind: 'broken', reason: 'no_samples' });
  });

  it('may have other tracks whose data are anywhere, and whose tables are at odds', async () => {
    const timecode = mediaFile('timecode.mov');
    const moved1 = patched(timecode, place(timecode, 'stco', 1) + 16, 1_000_000);
    expect((await verdictOn(moved1)).kind).toBe('whole');
    const many = patched(timecode, place(timecode, 'stts', 1) + 12, 1_000);
    expect((await verdictOn(many)).kind).toBe('whole');
    expect(kindOf(await verdictOn(patched(timecode, place(timecode, 'stts') + 12, 1_000)))).toBe('malformed');
    expect(kindOf(await verdictOn(patched(timecode, place(timecode, 'stco') + 16, 1_000_000)))).toBe(
      'samples_outside_data',
    );
  });
});

describe('a picture', () => {
  const picture = (brand: string, ...more: Buffer[]) =>
    join(box('ftyp', brand, u32(0)), ...more, box('mdat', 'a picture'));
  const meta = box('meta', u32(0), box('hdlr', u32(0, 0), 'pict'));

  it.each(['heic', 'heix', 'hevc', 'mif1', 'msf1', 'avif', 'avis', 'jxl ', 'jp2 '])(
    'is known by its brand %s',
    async (brand) => {
      expect(await verdictOn(picture(brand))).toEqual({ kind: 'not_a_video', looksLike: 'picture' });
    },
  );

  it.each(['isom', 'xhei', 'avix'])(
    'is none by the brand %s, unless it has nothing but its metadata',
    async (brand) => {
      expect(await verdictOn(picture(brand))).toMatchObject({ reason: 'no_movie' });
      expect(await verdictOn(picture(brand, meta))).toEqual({ kind: 'not_a_video', looksLike: 'picture' });
      expect(await verdictOn(picture(brand, box('udta', u32(0))))).toMatchObject({ reason: 'no_movie' });
      expect(await verdictOn(join(box('ftyp', brand, u32(0)), meta))).toMatchObject({ reason: 'no_movie' });
    },
  );

  it('may be one of a row, which an index lists', async () => {
    const row = text(last.toString('latin1').replace(/vide|soun/g, 'pict'));
    const [, ...rest] = boxesOf(row).map(({ bytes }) => bytes);
    const of = (brand: string) => verdictOn(join(box('ftyp', brand, u32(0)), ...rest));
    expect(await of('msf1')).toEqual({ kind: 'not_a_video', looksLike: 'picture' });
    expect(await of('isom')).toMatchObject({ kind: 'broken', reason: 'no_samples' });
  });

  it('is none if its file is cut, since the index of a film may have been behind', async () => {
    expect(await verdictOn(picture('heic', meta).subarray(0, -1))).toMatchObject({ reason: 'truncated' });
  });
});
