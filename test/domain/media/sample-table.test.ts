import { describe, expect, it } from 'vitest';
import { readSampleTable } from '../../../lambdas/domain/media/sample-table.ts';
import type { Track } from '../../../lambdas/domain/media/track.ts';
import { box, u32 } from '../../../lib/local/provider/boxes.ts';

const boxOf = (bytes: Buffer) => ({
  type: bytes.toString('latin1', 4, 8),
  from: 8,
  to: bytes.length,
  overruns: false,
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

  it('says where they are, in whatever order and place the tables are', () => {
    for (const order of [
      [stsc, stsz, stco, stts, stsd],
      [stsz, stco, stts, stsd, stsc],
      [stco, stsc, stsz, stts, stsd],
    ])
      expect(table(order)).toEqual(expected);
  });

  it('speaks of no frame that is left over in the last chunk, and of none that is empty', () => {
    const all = box('stsc', u32(0, 1, 1, 2, 1));
    expect(table([stsz, stsd, stts, all, stco])).toEqual(expected);
    const empty = table([stsd, stts, stsc, stco, box('stsz', u32(0, 0, 3, 0, 0, 0))]);
    expect(empty).toEqual({ ...expected, used: [] });
  });

  it('has no frames if it has no sizes, or such of a width that none has', () => {
    expect(table([stsd, stts, stsc, stco])).toMatchObject({ samples: 0, ticks: 17, used: [] });
    for (const bits of [0, 5, 12, 24]) {
      const odd = box('stz2', u32(0, bits, 3, 0x0a0b_0c0d, 0x0a0b_0c0d, 0x0a0b_0c0d));
      expect(table([stsd, stts, stsc, stco, odd])).toMatchObject({ samples: 0, used: [] });
    }
  });

  it('says what is missing or too much', () => {
    const faultOf = (...boxes: Buffer[]) => table(boxes).faults[0];
    expect(faultOf(stsd, stts, stsc, stco, box('stsz', u32(0, 0, 4, 10, 20, 30)))).toBe(
      'The stsz table claims 4 entries and has room for 3.',
    );
    for (const untimed of [u32(0, 0), u32(0, 1, 0, 5)])
      expect(faultOf(stsd, box('stts', untimed), stsc, stco, stsz)).toBe(
        'A track has frames and no times for them.',
      );
    expect(table([stsd, box('stts', u32(0, 2, 3, 5, 0, 5)), stsc, stco, stsz]).faults).toEqual([]);
    expect(table([stsd, stts, box('stsc', u32(0, 0)), stco, stsz]).faults).toEqual([
      'Only 0 of 3 frames of a track have a place.',
    ]);
    expect(faultOf(stsd, stts, box('stsc', u32(0, 1, 3, 2, 1)), stco, stsz)).toBe(
      'The stsc table speaks of more chunks than there are.',
    );
    expect(faultOf(stsd, stts, stsc, box('stco', u32(0, 1, 100)), stsz)).toBeDefined();
    expect(faultOf(stsd, stts, box('stsc', u32(0, 1, 1, 1, 1)), stco, stsz)).toBe(
      'Only 2 of 3 frames of a track have a place.',
    );
    const needed = [
      [stsd, 'stsd'],
      [stts, 'stts'],
      [stsc, 'stsc'],
      [stco, 'stco or co64'],
      [stsz, 'stsz or stz2'],
    ] as const;
    for (const [gone, name] of needed) {
      const rest = needed.flatMap(([each]) => (each === gone ? [] : [each]));
      expect(faultOf(...rest)).toBe(`A track has no ${name} table.`);
      if (gone !== stsz) {
        expect(table(rest, {}, true).faults[0]).toBe(`A track has no ${name} table.`);
        expect(table(rest, { duration: 0 }).faults[0]).toBe(`A track has no ${name} table.`);
      }
    }
  });

  it('may be empty in fragments, or if the track does not last', () => {
    const none = box('stsz', u32(0, 0, 0));
    expect(table([none], {}, true).faults).toEqual([]);
    expect(table([none], { duration: 0 }).faults).toEqual([]);
    expect(table([none]).faults).toHaveLength(1);
  });
});
