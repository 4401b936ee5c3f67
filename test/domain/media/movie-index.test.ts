import { describe, expect, it } from 'vitest';
import { readMovie } from '../../../lambdas/domain/media/movie.ts';
import { readSampleTable } from '../../../lambdas/domain/media/sample-table.ts';
import { readTrack, type Track } from '../../../lambdas/domain/media/track.ts';
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
  ])('is shown %s', (_, [a, b, c, d], rotation) => {
    expect(read(tkhd(matrix(a, b, c, d), 7))).toMatchObject({
      id: 7,
      rotation,
      shown: { width: 64, height: 48 },
    });
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
    expect(external(box('url ', u32(1)), box('url ', u32(0), 'http://x'))).toBe(false);
    expect(external()).toBe(false);
    expect(read(box('mdia', box('minf', box('dinf', box('free'))))).external).toBe(false);
  });

  it('has the first of each table, and says which boxes are too large', () => {
    const stbl = box('stbl', box('stts', u32(1)), box('stts', u32(2)));
    const { tables, faults } = read(
      box('mdia', box('hdlr', u32(0, 0), 'vide'), box('minf', stbl, box('free'))),
    );
    expect([...tables.keys()]).toEqual(['stts']);
    expect(faults).toEqual([]);
    const odd = (type: string) => read(Buffer.concat([u32(900), Buffer.from(type)])).faults;
    expect(odd('mdia')).toEqual(['The mdia box is larger than what holds it.']);
    expect(odd('udta')).toEqual([]);
  });
});

describe('a table of frames', () => {
  const table = (boxes: Buffer[], fields: Partial<Track> = {}, inFragments = false) => {
    const bytes = Buffer.concat(boxes);
    const tables = new Map<string, ReturnType<typeof boxOf>>();
    let at = 0;
    for (const each of boxes) {
      tables.set(each.toString('latin1', 4, 8), { ...boxOf(each), from: at + 8, to: at + each.length });
      at += each.length;
    }
    const used: number[][] = [];
    const faults: string[] = [];
    const track = {
      tables,
      duration: 10,
      handler: 'vide',
      entry: { codec: 'h264' },
      ...fields,
    } as unknown as Track;
    const tally = readSampleTable(
      bytes,
      track,
      inFragments,
      (from, to) => used.push([from, to]),
      (fault) => faults.push(fault),
    );
    return { ...tally, used, faults };
  };
  const stsd = box('stsd', u32(0, 1), box('avc1'));
  const stts = box('stts', u32(0, 2, 2, 5, 1, 7));
  const stsc = box('stsc', u32(0, 2, 1, 2, 1, 2, 1, 1));
  const stco = box('stco', u32(0, 2, 100, 500));
  const stsz = box('stsz', u32(0, 0, 3, 10, 20, 30));
  const expected = {
    samples: 3,
    ticks: 17,
    used: [
      [100, 130],
      [500, 530],
    ],
    faults: [],
  };

  it('says where they are, by sizes of any width', () => {
    expect(table([stsd, stts, stsc, stco, stsz])).toEqual(expected);
    expect(table([stsd, stts, stsc, stco, box('stz2', u32(0, 8, 3), '\x0a\x14\x1e')])).toEqual(expected);
    expect(table([stsd, stts, stsc, stco, box('stz2', u32(0, 16, 3), '\0\x0a\0\x14\0\x1e')])).toEqual(
      expected,
    );
    const small = table([stsd, stts, stsc, stco, box('stz2', u32(0, 4, 3), '\x12\x30')]);
    expect(small).toMatchObject({
      used: [
        [100, 103],
        [500, 503],
      ],
      faults: [],
    });
    expect(table([stsd, stts, stsc, stco, box('stsz', u32(0, 10, 3))]).used).toEqual([
      [100, 120],
      [500, 510],
    ]);
    const wide = box('co64', u32(0, 2, 1, 100, 0, 500));
    expect(table([stsd, stts, stsc, wide, stsz]).used).toEqual([
      [2 ** 32 + 100, 2 ** 32 + 130],
      [500, 530],
    ]);
  });

  it('says what is missing or too much', () => {
    const faultOf = (...boxes: Buffer[]) => table(boxes).faults[0];
    expect(faultOf(stsd, stts, stsc, stco, box('stsz', u32(0, 0, 4, 10, 20, 30)))).toBe(
      'The stsz table claims 4 entries and has room for 3.',
    );
    expect(faultOf(stsd, box('stts', u32(0, 0)), stsc, stco, stsz)).toBe(
      'A track has frames and no times for them.',
    );
    expect(faultOf(stsd, stts, box('stsc', u32(0, 1, 3, 2, 1)), stco, stsz)).toBe(
      'The stsc table speaks of more chunks than there are.',
    );
    expect(faultOf(stsd, stts, stsc, box('stco', u32(0, 1, 100)), stsz)).toBeDefined();
    expect(faultOf(stsd, stts, box('stsc', u32(0, 1, 1, 1, 1)), stco, stsz)).toBe(
      'Only 2 of 3 frames of a track have a place.',
    );
    for (const gone of [stsd, stts, stsc, stco, stsz]) {
      expect(faultOf(...[stsd, stts, stsc, stco, stsz].filter((each) => each !== gone))).toBeDefined();
    }
  });

  it('may be empty in fragments, or if the track does not last', () => {
    const none = box('stsz', u32(0, 0, 0));
    expect(table([none], {}, true).faults).toEqual([]);
    expect(table([none], { duration: 0 }).faults).toEqual([]);
    expect(table([none]).faults).toHaveLength(1);
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
