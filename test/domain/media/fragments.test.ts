import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxesIn, boxHead } from '../../../lambdas/domain/media/box.ts';
import { endOfIndexed, readFragment, type Tallies } from '../../../lambdas/domain/media/fragment.ts';
import type { Movie } from '../../../lambdas/domain/media/movie.ts';
import { box, u32 } from '../../../lib/local/provider/boxes.ts';

const track = (id: number, handler: string, external = false) => ({ id, handler, external });
const movie = {
  tracks: [track(1, 'vide'), track(2, 'soun'), track(3, 'meta'), track(4, 'vide', true)],
  defaults: new Map([[1, { duration: 7, size: 11 }]]),
} as unknown as Movie;
const moofAt = 1_000;

interface Run {
  readonly offset?: number;
  readonly first?: boolean;
  readonly samples: readonly (readonly [duration: number, size: number])[];
  readonly own: readonly ('duration' | 'size' | 'flags' | 'shift')[];
}
const bits = { duration: 0x100, size: 0x200, flags: 0x400, shift: 0x800 };
const runBox = ({ offset, first, samples, own }: Run) =>
  box(
    'trun',
    u32(
      own.reduce((flags, name) => flags | bits[name], (offset === undefined ? 0 : 1) | (first ? 4 : 0)),
      samples.length,
      ...(offset === undefined ? [] : [offset]),
      ...(first ? [9] : []),
      ...samples.flatMap(([duration, size]) =>
        (['duration', 'size', 'flags', 'shift'] as const)
          .filter((name) => own.includes(name))
          .map((name) => ({ duration, size, flags: 1, shift: 2 })[name]),
      ),
    ),
  );
const traf = (flags: number, id: number, fields: number[], ...runs: Buffer[]) =>
  box('traf', box('tfhd', u32(flags, id, ...fields)), ...runs);
const read = (...parts: Buffer[]) => {
  const tallies: Tallies = new Map();
  const used: [number, number][] = [];
  const fault = readFragment(Buffer.concat(parts), moofAt, movie, tallies, (from, to) =>
    used.push([from, to]),
  );
  return { fault, used, tallies: Object.fromEntries(tallies) };
};

describe('a fragment', () => {
  const samples = fc.array(fc.tuple(fc.nat(100), fc.integer({ min: 1, max: 100 })), {
    minLength: 1,
    maxLength: 6,
  });
  const own = fc.subarray(['duration', 'size', 'flags', 'shift'] as const);

  it('has the frames of its runs, as these, its header or the index say', () => {
    fc.assert(
      fc.property(
        samples,
        own,
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        (all, fields, first, header, order) => {
          const flags = header ? 0x1a : 0;
          const run = runBox({ offset: 50, first, samples: all, own: fields });
          const { used, tallies, fault } = read(traf(flags, 1, header ? [order ? 1 : 2, 3, 5] : [], run));
          const sum = (index: 0 | 1, name: 'duration' | 'size', fallback: number) =>
            all.reduce((total, each) => total + (fields.includes(name) ? each[index] : fallback), 0);
          expect(fault).toBeUndefined();
          expect(tallies).toEqual({ 1: { samples: all.length, ticks: sum(0, 'duration', header ? 3 : 7) } });
          expect(used).toEqual([[moofAt + 50, moofAt + 50 + sum(1, 'size', header ? 5 : 11)]]);
        },
      ),
      { numRuns: 300 },
    );
  });

  const ten = { samples: [[1, 10]], own: ['size'] } as const;
  it('has its frames one after the other, but where a run or a header says otherwise', () => {
    const [next, far] = [runBox(ten), runBox({ ...ten, offset: 500 })];
    expect(read(traf(0, 1, [], next, next), traf(0, 2, [], next)).used).toEqual([
      [1_000, 1_010],
      [1_010, 1_020],
      [1_020, 1_030],
    ]);
    expect(read(traf(0, 1, [], far, next), traf(0x2_0000, 2, [], next)).used).toEqual([
      [1_500, 1_510],
      [1_510, 1_520],
      [1_000, 1_010],
    ]);
    expect(read(traf(1, 1, [1, 5], far)).used).toEqual([[2 ** 32 + 505, 2 ** 32 + 515]]);
    expect(read(traf(0, 1, [], runBox({ ...ten, offset: -100 }))).used).toEqual([[900, 910]]);
  });

  it('counts the frames of every known track, and needs the bytes of pictures and sound in this file', () => {
    const run = runBox(ten);
    const { used, tallies } = read(...[1, 2, 3, 4, 5].map((id) => traf(0x2_0000, id, [], run, run)));
    expect(used).toHaveLength(4);
    expect(Object.keys(tallies)).toEqual(['1', '2', '3', '4']);
    expect(tallies[3]).toEqual({ samples: 2, ticks: 0 });
    expect(read(traf(0, 1, [], runBox({ samples: [[1, 0]], own: ['size'] }))).used).toEqual([]);
  });

  it('may hold other boxes, large or not', () => {
    const odd = Buffer.concat([u32(900), Buffer.from('free')]);
    expect(read(box('mfhd', u32(0, 1)), traf(0, 1, [], runBox(ten), odd)).fault).toBeUndefined();
    const none = { fault: undefined, used: [], tallies: {} };
    expect(read(box('free', traf(0, 1, [], runBox(ten)).subarray(8)))).toEqual(none);
    expect(read(odd)).toEqual(none);
  });

  it('may have 2^32 frames that are all alike, at no cost', () => {
    const many = box('trun', u32(1, 0xffff_ffff, 50));
    const frames = 2 ** 32 - 1;
    expect(read(traf(0, 1, [], many))).toEqual({
      fault: undefined,
      tallies: { 1: { samples: frames, ticks: frames * 7 } },
      used: [[moofAt + 50, moofAt + 50 + frames * 11]],
    });
  });

  it('says what contradicts itself', () => {
    const lying = (type: string, buffer: Buffer) => {
      const copy = Buffer.from(buffer);
      const at = copy.indexOf(type) - 4;
      copy.writeUInt32BE(copy.readUInt32BE(at) + 100, at);
      return copy;
    };
    const whole = traf(0, 1, [], runBox(ten));
    const many = Buffer.from(whole);
    many.writeUInt32BE(2, many.indexOf('trun') + 8);
    expect(read(lying('traf', whole)).fault).toBe('A track fragment is larger than its movie fragment.');
    expect(read(lying('tfhd', whole)).fault).toBe('The tfhd box is larger than its track fragment.');
    expect(read(lying('trun', whole)).fault).toBe('The trun box is larger than its track fragment.');
    expect(read(box('traf', runBox(ten))).fault).toBe('A run of frames does not say of which track it is.');
    expect(read(many).fault).toBe('A run of frames claims more of them than it describes.');
  });
});

describe('the index of segments', () => {
  const entry = (size: number) => [size, 1, 0];
  it('says where the last of them ends, of either version', () => {
    const short = Buffer.concat([u32(0, 1, 24, 0, 30, 2), u32(...entry(100), ...entry(0x8000_0000 + 50))]);
    expect(endOfIndexed(short, 500)).toBe(500 + 30 + 100 + 50);
    const long = Buffer.concat([u32(0x0100_0000, 1, 24, 0, 0, 1, 30, 1), u32(...entry(100))]);
    expect(endOfIndexed(long, 500)).toBe(500 + 2 ** 32 + 30 + 100);
  });

  it('counts no entry that it has no room for', () => {
    const short = Buffer.concat([u32(0, 1, 24, 0, 0, 0xffff), u32(...entry(100), 7)]);
    expect(endOfIndexed(short, 0)).toBe(100);
  });
});

describe('the head of a box', () => {
  it('is eight bytes, or sixteen with a 64-bit size, or goes on to the end', () => {
    expect(boxHead(box('free'))).toEqual({ type: 'free', bytes: 8, size: 8 });
    expect(boxHead(Buffer.concat([u32(0), Buffer.from('mdat')]))).toEqual({
      type: 'mdat',
      bytes: 8,
      size: undefined,
    });
    const long = (...size: number[]) => Buffer.concat([u32(1), Buffer.from('mdat'), u32(...size)]);
    expect(boxHead(long(1, 5))).toEqual({ type: 'mdat', bytes: 16, size: 2 ** 32 + 5 });
    expect(boxHead(long(0, 16))).toMatchObject({ size: 16 });
    expect(boxHead(Buffer.concat([u32(7, 7), long(0, 16)]), 8)).toMatchObject({ size: 16 });
    for (const none of [
      long(0, 15),
      long(1, 5).subarray(0, 15),
      box('free').subarray(0, 7),
      Buffer.alloc(8),
    ]) {
      expect(boxHead(none)).toBeUndefined();
    }
    expect(boxHead(u32(7, 0x66726565))).toBeUndefined();
    expect(boxHead(Buffer.concat([u32(7, 7), long(1, 5).subarray(0, 15)]), 8)).toBeUndefined();
    expect(boxHead(Buffer.concat([u32(8), box('free')]), 8)).toBeUndefined();
  });

  it('is cut at the end of what holds it, which it may claim to overrun', () => {
    const bytes = Buffer.concat([box('free', 'ab'), u32(100), Buffer.from('skip'), Buffer.from('abcd')]);
    expect([...boxesIn(bytes, 0, bytes.length)]).toEqual([
      { type: 'free', from: 8, to: 10, overruns: false },
      { type: 'skip', from: 18, to: 22, overruns: true },
    ]);
    expect([...boxesIn(bytes, 0, 10)]).toHaveLength(1);
    expect([...boxesIn(bytes, 0, 17)]).toHaveLength(1);
    const last = Buffer.concat([u32(0), Buffer.from('mdat'), Buffer.from('ab')]);
    expect([...boxesIn(last, 0, 10)]).toEqual([{ type: 'mdat', from: 8, to: 10, overruns: false }]);
  });
});
