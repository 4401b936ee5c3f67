import type { Box } from './box.ts';
import { u8, u16, u32, u64 } from './reading.ts';
import type { Track } from './track.ts';

/** How many frames a track has, and how long they last in units of its timescale. */
export interface Tally {
  readonly samples: number;
  readonly ticks: number;
}

interface Sizes {
  readonly count: number;
  /** The bytes of so many samples from the one with this index on. */
  readonly sum: (from: number, samples: number) => number;
}

const alike = (count: number, bytes: number): Sizes => ({ count, sum: (_, samples) => samples * bytes });

type Fault = (detail: string) => void;

/** The entries of a table, as many as its box has room for. To claim more is a fault: players stop there. */
const entries = (bytes: Uint8Array, box: Box, countAt: number, entryBytes: number, fault: Fault) => {
  const claimed = u32(bytes, box.from + countAt);
  const room = Math.max(0, Math.floor((box.to - box.from - countAt - 4) / entryBytes));
  if (claimed > room) fault(`The ${box.type} table claims ${claimed} entries and has room for ${room}.`);
  return { count: Math.min(claimed, room), at: box.from + countAt + 4 };
};

/** `stsz`, or `stz2` with its 4, 8 or 16 bits a size (ISO/IEC 14496-12 §8.7.3). */
const sizesOf = (bytes: Uint8Array, track: Track, fault: Fault): Sizes => {
  const full = track.tables.get('stsz');
  const compact = track.tables.get('stz2');
  const box = full ?? compact;
  if (!box) return alike(0, 0);
  const constant = full ? u32(bytes, box.from + 4) : 0;
  if (constant > 0) return alike(u32(bytes, box.from + 8), constant);
  const bits = full ? 32 : u8(bytes, box.from + 7);
  if (![4, 8, 16, 32].includes(bits)) return alike(0, 0);
  const { count, at } = entries(bytes, box, 8, bits / 8, fault);
  const of = (index: number): number => {
    if (bits === 32) return u32(bytes, at + index * 4);
    if (bits === 16) return u16(bytes, at + index * 2);
    if (bits === 8) return u8(bytes, at + index);
    const pair = u8(bytes, at + (index >>> 1));
    return index % 2 === 0 ? pair >>> 4 : pair & 15;
  };
  const sum = (from: number, samples: number): number => {
    let total = 0;
    for (let index = from; index < from + samples; index++) total += of(index);
    return total;
  };
  return { count, sum };
};

/** `stts`: runs of frames with the same duration. */
const timesOf = (bytes: Uint8Array, track: Track, fault: Fault) => {
  const box = track.tables.get('stts');
  let timed = false;
  let ticks = 0;
  if (box) {
    const { count, at } = entries(bytes, box, 4, 8, fault);
    for (let index = 0; index < count; index++) {
      const run = u32(bytes, at + index * 8);
      timed ||= run > 0;
      ticks += run * u32(bytes, at + index * 8 + 4);
    }
  }
  return { timed, ticks };
};

/**
 * What a track cannot do without, as `ffprobe` sees it too. A track that is said to last, and whose tables are gone, has
 * lost them; one without a duration may be an empty one.
 */
const missingTable = (track: Track, frames: number, inFragments: boolean): string | undefined => {
  if (frames === 0 && (inFragments || track.duration === 0)) return undefined;
  const needed = [['stsd'], ['stts'], ['stsc'], ['stsz', 'stz2'], ['stco', 'co64']];
  const missing = needed.find((types) => !types.some((type) => track.tables.has(type)));
  if (missing) return `A track has no ${missing.join(' or ')} table.`;
  return track.entry ? undefined : 'A track does not say how its frames are coded.';
};

/**
 * The track's samples: their number and time, and each run of them that lies together goes to `use`. The work is bounded
 * by the size of the tables, whatever counts they claim. Tables that contradict each other go to `fault`.
 */
export const readSampleTable = (
  bytes: Uint8Array,
  track: Track,
  inFragments: boolean,
  use: (from: number, to: number) => void,
  fault: Fault,
): Tally => {
  const sizes = sizesOf(bytes, track, fault);
  const times = timesOf(bytes, track, fault);
  const offsets = track.tables.get('stco') ?? track.tables.get('co64');
  const runs = track.tables.get('stsc');
  const missing = missingTable(track, sizes.count, inFragments);
  if (missing !== undefined) fault(missing);
  const tally = { samples: sizes.count, ticks: times.ticks };
  if (sizes.count === 0 || !offsets || !runs) return tally;
  if (!times.timed) fault('A track has frames and no times for them.');

  const wide = offsets.type === 'co64';
  const chunks = entries(bytes, offsets, 4, wide ? 8 : 4, fault);
  const groups = entries(bytes, runs, 4, 12, fault);
  const firstChunk = (group: number): number => u32(bytes, groups.at + group * 12) - 1;
  if (groups.count > 0 && firstChunk(groups.count - 1) >= chunks.count) {
    fault('The stsc table speaks of more chunks than there are.');
  }

  let sample = 0;
  let group = 0;
  for (let chunk = 0; chunk < chunks.count; chunk++) {
    while (group + 1 < groups.count && firstChunk(group + 1) <= chunk) group++;
    const inChunk = Math.min(
      groups.count > 0 ? u32(bytes, groups.at + group * 12 + 4) : 0,
      sizes.count - sample,
    );
    const length = sizes.sum(sample, inChunk);
    sample += inChunk;
    const from = wide ? u64(bytes, chunks.at + chunk * 8) : u32(bytes, chunks.at + chunk * 4);
    if (length > 0) use(from, from + length);
  }
  if (sample < sizes.count) fault(`Only ${sample} of ${sizes.count} frames of a track have a place.`);
  return tally;
};
