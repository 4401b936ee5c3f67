import { describe, expect, it } from 'vitest';
import { box, u32 } from '../../../lib/local/provider/boxes.ts';
import { boxesOf, edit, moved, named, patched } from '../../support/media-boxes.ts';
import { mediaFile, verdictOn } from '../../support/media-files.ts';

const first = mediaFile('faststart.mp4');
const fragments = mediaFile('default-base-moof.mp4');
const zeros = (bytes: number) => Buffer.alloc(bytes);
const filled = (bytes: number) => Buffer.alloc(bytes, 7);
const holed = (data: Buffer, bytes: number) => Buffer.from(data).fill(0, data.length - bytes);
const renamed = (file: Buffer, from: string, to: string) =>
  Buffer.from(file.toString('latin1').replaceAll(from, to), 'latin1');
/** `whole`, or what is wrong. */
const check = async (...parts: Buffer[]) => {
  const verdict = await verdictOn(Buffer.concat(parts));
  return verdict.kind === 'broken' ? verdict.detail : verdict.kind;
};
const allZeros = 'The media data are nothing but zeros.';
const lastZeros = (bytes: number) => `The last frames are nothing but zeros: ${bytes} bytes of them.`;
const fragmentZeros = 'The last frames of a fragment are nothing but zeros.';

/** Frames of a film that come after its index, and the film with other data. */
const dataOf = (file: Buffer) => named(file, 'mdat').subarray(8);
const withData = (file: Buffer, before: Buffer, own: Buffer, after: Buffer) => {
  const [ftyp, moov] = [named(file, 'ftyp'), named(file, 'moov')];
  const by = ftyp.length + moov.length + 8 + before.length - (file.indexOf('mdat') + 4);
  return Buffer.concat([ftyp, moved(moov, by), box('mdat', before, own, after)]);
};

describe('data with zeros', () => {
  const data = dataOf(first);
  it.each<[string, Buffer, string]>([
    ['before the frames', withData(first, zeros(100_000), data, zeros(0)), 'whole'],
    ['after the frames', withData(first, zeros(0), data, zeros(2_000)), 'whole'],
    ['after the frames, many', withData(first, zeros(0), data, zeros(200_000)), 'whole'],
    ['in the last frames, a few', withData(first, zeros(0), holed(data, 100), zeros(0)), 'whole'],
    ['instead of the frames', withData(first, zeros(0), zeros(data.length), Buffer.from('end')), 'whole'],
    ['in all of it', withData(first, zeros(100_000), zeros(data.length), zeros(9)), allZeros],
  ])('%s', async (_, file, expected) => {
    expect(await check(file)).toBe(expected);
  });

  const film = mediaFile('video-only.mp4');
  const picture = dataOf(film);
  const last = (bytes: number) => withData(film, zeros(0), holed(picture, bytes), zeros(0));

  it('are a hole if the last 512 bytes of the picture are zeros, and none if fewer are', async () => {
    expect(await check(last(512))).toBe(lastZeros(512));
    expect(await check(last(511))).toBe('whole');
    expect(await check(withData(first, zeros(0), holed(data, 512), zeros(0)))).toMatch(/^The last frames/);
  });

  it('are no hole in a codec whose frames may be black, or in a film that is all black', async () => {
    const black = mediaFile('prores.mov');
    const inner = dataOf(black);
    const of = (own: Buffer) =>
      check(...boxesOf(black).map(({ type, bytes }) => (type === 'mdat' ? box('mdat', own) : bytes)));
    expect(await of(holed(inner, 600))).toBe('whole');
    expect(await of(zeros(inner.length))).toBe('whole');
  });

  it('are looked for at the last of all frames, of whichever track', async () => {
    const own = boxesOf(named(film, 'moov').subarray(8));
    const with2 = (by: number, other: number) =>
      box(
        'moov',
        ...own.flatMap(({ type, bytes }) =>
          type === 'trak'
            ? [by, other].map((shift) => moved(box('moov', bytes), shift).subarray(8))
            : [bytes],
        ),
      );
    const ftyp = named(film, 'ftyp');
    const from = ftyp.length + with2(0, 0).length + 8 - (film.indexOf('mdat') + 4);
    const later = from + picture.length;
    for (const moov of [with2(from, later), with2(later, from)]) {
      expect(await check(ftyp, moov, box('mdat', picture, picture))).toBe('whole');
      expect(await check(ftyp, moov, box('mdat', picture, holed(picture, 512)))).toBe(lastZeros(512));
    }
  });

  it('are padding where the last frames are in a later box of data', async () => {
    const padding = box('mdat', filled(700), zeros(700));
    const moov = box('moov', named(film, 'moov').subarray(8), box('mvex'));
    const by = named(film, 'ftyp').length + padding.length + moov.length + 8 - (film.indexOf('mdat') + 4);
    expect(await check(named(film, 'ftyp'), padding, moved(moov, by), box('mdat', picture))).toBe('whole');
  });
});

describe('data of fragments', () => {
  const cmaf = mediaFile('cmaf.mp4');
  const head = Buffer.concat([named(cmaf, 'ftyp'), named(cmaf, 'moov')]);
  /** One frame a run, each a range of the data. */
  const fragment = (data: Buffer, ...runs: (readonly [from: number, to: number])[]) => {
    const moof = (at: number) =>
      box(
        'moof',
        box(
          'traf',
          box('tfhd', u32(0x2_0000, 1)),
          ...runs.map(([from, to]) => box('trun', u32(0x201, 1, at + from, to - from))),
        ),
      );
    return Buffer.concat([moof(moof(0).length + 8), box('mdat', data)]);
  };
  const good = fragment(filled(900), [0, 900]);

  it.each([
    [2_000, 512, fragmentZeros],
    [2_000, 511, 'whole'],
    [600, 300, fragmentZeros],
    [600, 299, 'whole'],
    [128, 64, fragmentZeros],
    [127, 64, 'whole'],
  ])('%i bytes of which the last %i are zeros: %s', async (length, hole, expected) => {
    const odd = fragment(holed(filled(length), hole), [0, length]);
    expect(await check(head, good, odd, good)).toBe(expected);
    expect(await check(head, odd)).toBe(expected);
  });

  it.each([128, 1_000, 65_568, 65_668, 66_500, 131_204])(
    '%i zeros at their very beginning',
    async (length) => {
      expect(await check(head, fragment(zeros(length), [0, length]), good)).toBe(fragmentZeros);
      const late = Buffer.concat([zeros(length - 60), filled(60)]);
      expect(await check(head, fragment(late, [0, length]), good)).toBe('whole');
    },
  );

  it('that are nothing but zeros, all of them', async () => {
    const black = fragment(zeros(900), [0, 900]);
    expect(await check(head, black, black)).toBe(allZeros);
  });

  it('may end in zeros that no frame needs', async () => {
    const padded = fragment(Buffer.concat([filled(900), zeros(3_000)]), [0, 900]);
    expect(await check(head, padded, good)).toBe('whole');
    expect(await check(head, good, padded)).toBe('whole');
    const odd = fragment(holed(filled(900), 450), [0, 900]);
    expect(await check(head, padded, padded, odd, good)).toBe(fragmentZeros);
  });

  it('may end in a run that is no longer than the zeros that are looked for', async () => {
    const quiet = (bytes: number) =>
      fragment(Buffer.concat([filled(900), zeros(1_100)]), [0, 900], [2_000 - bytes, 2_000]);
    expect(await check(head, quiet(512), good)).toBe('whole');
    expect(await check(head, quiet(513), good)).toBe(fragmentZeros);
  });

  const end = boxesOf(fragments)
    .slice(0, 4)
    .reduce((sum, { bytes }) => sum + bytes.length, 0);
  const silent = Buffer.from(fragments).fill(0, end - 600, end);
  const withTrack = (handler: string, codec: string | undefined, flags = 1) =>
    edit(silent, 'mvex', (mvex) =>
      Buffer.concat([
        box(
          'trak',
          box(
            'mdia',
            box('hdlr', u32(0, 0), handler),
            box(
              'minf',
              box('dinf', box('dref', u32(0, 1), box('url ', u32(flags), 'elsewhere'))),
              box('stbl', ...(codec ? [box('stsd', u32(0, 1), box(codec, zeros(78)))] : [])),
            ),
          ),
        ),
        mvex,
      ]),
    );

  it('may end in zeros if one of the tracks may be silent or black', async () => {
    expect(await check(silent)).toBe(fragmentZeros);
    for (const [from, to] of [
      ['mp4a', 'sowt'],
      ['avc1', 'apcn'],
    ] as const) {
      expect(await check(renamed(silent, from, to))).toBe('whole');
    }
    for (const codec of ['Opus', 'ac-3', 'ec-3'])
      expect(await check(renamed(silent, 'mp4a', codec))).toBe(fragmentZeros);
    for (const codec of ['hvc1', 'vvc1', 'av01', 'vp08', 'vp09', 'mp4v'])
      expect(await check(renamed(silent, 'avc1', codec))).toBe(fragmentZeros);
  });

  it('of a track whose codec is not known may be anything', async () => {
    for (const handler of ['vide', 'soun']) expect(await check(withTrack(handler, undefined))).toBe('whole');
    expect(await check(withTrack('soun', 'sowt'))).toBe('whole');
    const [ftyp, moov, ...rest] = boxesOf(fragments).map(({ type, bytes }) =>
      type === 'mdat' ? box('mdat', zeros(bytes.length - 8)) : bytes,
    ) as [Buffer, Buffer, ...Buffer[]];
    expect(await check(...rest, ftyp, moov)).toBe(allZeros);
    expect(
      await check(
        ...rest,
        ftyp,
        edit(moov, 'stsd', () => zeros(0)),
      ),
    ).toBe('whole');
  });

  it('are not those of a track that nobody plays, or that lies in another file', async () => {
    expect(await check(withTrack('text', 'tx3g'))).toBe(fragmentZeros);
    expect(await check(withTrack('soun', 'sowt', 0))).toBe(fragmentZeros);
  });

  it('do not hide behind padding after the frames of the index', async () => {
    const by = 2_000;
    const file = edit(mediaFile('first-fragment-in-moov.mp4'), 'tfhd', (tfhd) =>
      patched(tfhd, 20, tfhd.readUInt32BE(20) + by),
    );
    const places = boxesOf(file).flatMap(({ type }, index) => (type === 'mdat' ? [index] : []));
    const change = (index: number, bytes: Buffer) => {
      if (index === places[0]) return box('mdat', bytes.subarray(8), zeros(by));
      return index === places[1] ? holed(bytes, 600) : bytes;
    };
    expect(await check(...boxesOf(file).map(({ bytes }, index) => change(index, bytes)))).toBe(fragmentZeros);
  });
});
