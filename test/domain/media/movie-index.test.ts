import { describe, expect, it } from 'vitest';
import { readMovie } from '../../../lambdas/domain/media/movie.ts';
import { readTrack } from '../../../lambdas/domain/media/track.ts';
import { box, u32 } from '../../../lib/local/provider/boxes.ts';

const boxOf = (bytes: Buffer) => ({
  type: bytes.toString('latin1', 4, 8),
  from: 8,
  to: bytes.length,
  overruns: false,
});
const matrix = (a: number, b: number, c: number, d: number) => u32(a, b, 0, c, d, 0, 0, 0, 0x4000_0000);
const one = 0x1_0000;
const tkhd = (turn: Buffer, id = 1) =>
  box('tkhd', u32(0, 0, 0, id, 0, 0, 0, 0, 0, 0), turn, u32(64 * one, 48 * one));
const read = (...parts: Buffer[]) => {
  const bytes = box('trak', ...parts);
  const faults: string[] = [];
  const track = readTrack(bytes, boxOf(bytes), (fault) => faults.push(fault));
  return { ...track, faults };
};

describe('a track', () => {
  it.each<[string, [number, number, number, number], number]>([
    ['upright', [one, 0, 0, one], 0],
    ['on its right side', [0, one, -one, 0], 90],
    ['on its left side', [0, -one, one, 0], 270],
    ['upside down', [-one, 0, 0, -one], 180],
    ['mirrored', [-one, 0, 0, one], 0],
    ['mirrored the other way', [one, 0, 0, -one], 0],
    ['skewed', [one, one, -one, one], 0],
    ['flat', [0, one, 0, 0], 0],
    ['flat the other way', [0, 0, one, 0], 0],
    ['half turned', [0, one, -one, one], 0],
    ['half turned back', [one, one, -one, 0], 0],
    ['nothing', [0, 0, 0, 0], 0],
    ['half of nothing', [0, 0, 0, -one], 0],
    ['the other half', [-one, 0, 0, 0], 0],
  ])('is shown %s', (_, [a, b, c, d], rotation) => {
    expect(read(tkhd(matrix(a, b, c, d), 7))).toMatchObject({
      id: 7,
      rotation,
      shown: { width: 64, height: 48 },
    });
  });

  it('says the same in 64 bits', () => {
    const times = u32(0x0100_0000, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0);
    const long = box('tkhd', times, matrix(0, one, -one, 0), u32(64 * one, 48 * one));
    expect(read(long)).toMatchObject({ id: 7, rotation: 90, shown: { width: 64, height: 48 } });
  });

  it('that says nothing is of no kind, lasts no time and has no size', () => {
    expect(read()).toMatchObject({
      ...{ id: 0, handler: '', timescale: 0, duration: 0, rotation: 0, external: false },
      ...{ shown: { width: 0, height: 0 }, entry: undefined, faults: [] },
    });
  });

  it('says nothing by boxes in other places than theirs', () => {
    const media = box('mdia', box('hdlr', u32(0, 0), 'vide'));
    const stbl = box('stbl', box('stts'));
    const dinf = box('dinf', box('dref', u32(0, 1), box('url ', u32(0), 'http://x')));
    const none = { handler: '', external: false, tables: new Map() };
    for (const odd of [
      box('free', media.subarray(8)),
      box('mdia', box('free', stbl, dinf)),
      box('mdia', box('minf', box('free', stbl.subarray(8)), box('free', dinf.subarray(8)))),
    ])
      expect(read(odd)).toMatchObject(none);
  });

  it('has its times of either version, and none if they are unknown', () => {
    const of = (mdhd: Buffer) => {
      const { timescale, duration } = read(box('mdia', mdhd));
      return [timescale, duration];
    };
    expect(of(box('mdhd', u32(0, 1, 2, 600, 1_200)))).toEqual([600, 1_200]);
    expect(of(box('mdhd', u32(0x0100_0000, 0, 1, 0, 2, 600, 1, 5)))).toEqual([600, 2 ** 32 + 5]);
    expect(of(box('mdhd', u32(0, 1, 2, 600, 0xffff_ffff)))).toEqual([600, 0]);
    expect(of(box('mdhd', u32(0x0100_0000, 0, 1, 0, 2, 600, 0xffff_ffff, 0xffff_ffff)))).toEqual([600, 0]);
  });

  it('lies in another file if its first reference says so', () => {
    const external = (...references: Buffer[]) =>
      read(box('mdia', box('minf', box('dinf', box('dref', u32(0, references.length), ...references)))))
        .external;
    expect(external(box('url ', u32(0), 'http://x'))).toBe(true);
    expect(external(box('url ', u32(1)))).toBe(false);
    expect(external(box('url ', u32(1), 'http://x'))).toBe(false);
    expect(external(box('url ', u32(0)))).toBe(false);
    expect(external(box('url ', u32(0), '\0'))).toBe(false);
    expect(external(box('url ', u32(0), 'x\0'))).toBe(true);
    expect(external(box('url ', u32(1)), box('url ', u32(0), 'http://x'))).toBe(false);
    expect(external()).toBe(false);
    const elsewhere = box('free', u32(0, 1), box('url ', u32(0), 'http://x'));
    expect(read(box('mdia', box('minf', box('dinf', elsewhere)))).external).toBe(false);
  });

  it('has the first of each table, and says which boxes are too large', () => {
    const stbl = box('stbl', box('stts', u32(1)), box('stts', u32(2)));
    const { tables, faults } = read(
      box('mdia', box('hdlr', u32(0, 0), 'vide'), box('minf', stbl, box('free'))),
    );
    expect([...tables.keys()]).toEqual(['stts']);
    expect(tables.get('stts')).toMatchObject({ from: 60, to: 64 });
    expect(faults).toEqual([]);
    const odd = (type: string) => read(Buffer.concat([u32(900), Buffer.from(type)])).faults;
    expect(odd('mdia')).toEqual(['The mdia box is larger than what holds it.']);
    expect(odd('udta')).toEqual([]);
  });
});

describe('an index', () => {
  const movie = (...parts: Buffer[]) => readMovie(Buffer.concat(parts), false);

  it('has a length, and what fragments leave out', () => {
    const mvhd = box('mvhd', u32(0, 0, 0, 600, 900));
    const mvex = box('mvex', box('mehd', u32(0, 5)), box('trex', u32(0, 7, 1, 40, 50, 0)));
    const found = movie(mvhd, mvex);
    expect(found).toMatchObject({ duration: 1.5, fragmented: true, unread: false, tracks: [] });
    expect([...found.defaults]).toEqual([[7, { duration: 40, size: 50 }]]);
    expect(movie(box('mvhd', u32(0, 0, 0, 0, 900)))).toMatchObject({ duration: 0, fragmented: false });
  });

  it('that is packed is not read', () => {
    expect(movie(box('cmov', 'packed')).unread).toBe(true);
    expect(readMovie(box('free'), true)).toMatchObject({ unread: true, fault: undefined });
  });

  it('has boxes that fit into it, unless its end was left out', () => {
    const odd = Buffer.concat([u32(900), Buffer.from('mvhd')]);
    expect(readMovie(odd, false).fault).toBe('The mvhd box is larger than what holds it.');
    expect(readMovie(odd, true).fault).toBeUndefined();
  });

  it('has at most 256 tracks, and as many defaults', () => {
    expect(movie(...Array<Buffer>(300).fill(box('trak'))).tracks).toHaveLength(256);
    const many = Array.from({ length: 300 }, (_, id) => box('trex', u32(0, id, 1, 2, 3, 0)));
    expect(movie(box('mvex', ...many)).defaults.size).toBe(256);
  });

  it('may say that the film is generated, in its own metadata or a track’s', () => {
    const label = box('udta', box('AIGC', '{}'));
    expect(movie(label).aigcLabel).toBe(true);
    expect(movie(box('trak', label)).aigcLabel).toBe(true);
    expect(movie(box('trak', box('free', 'AIGC'))).aigcLabel).toBe(false);
  });
});
