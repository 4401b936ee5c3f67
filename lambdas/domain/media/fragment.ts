import { type Box, boxesIn } from './box.ts';
import type { FragmentDefaults, Movie } from './movie.ts';
import { u8, u32, u64 } from './reading.ts';
import type { Tally } from './sample-table.ts';
import { isNeeded } from './track.ts';

/** What the fragments' runs have come to, by track. */
export type Tallies = Map<number, Tally>;

interface Run {
  readonly samples: number;
  readonly ticks: number;
  readonly bytes: number;
  /** Relative to the base of its track fragment; nothing if the run follows on the one before. */
  readonly offset: number | undefined;
}

const flagsOf = (bytes: Uint8Array, { from }: Box): number => u32(bytes, from) & 0xff_ffff;

/** `trun` (ISO/IEC 14496-12 §8.8.8). The work is bounded by the size of the box, whatever count it claims. */
const readRun = (bytes: Uint8Array, box: Box, defaults: FragmentDefaults): Run | undefined => {
  const flags = flagsOf(bytes, box);
  const samples = u32(bytes, box.from + 4);
  let at = box.from + 8;
  const offset = flags & 1 ? u32(bytes, at) | 0 : undefined;
  at += (flags & 1 ? 4 : 0) + (flags & 4 ? 4 : 0);
  const sizeAt = flags & 0x100 ? 4 : 0;
  const entryBytes = [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length * 4;
  if (at + samples * entryBytes > box.to) return undefined;
  let ticks = flags & 0x100 ? 0 : samples * defaults.duration;
  let total = flags & 0x200 ? 0 : samples * defaults.size;
  if (flags & 0x300) {
    for (let index = 0; index < samples; index++, at += entryBytes) {
      if (flags & 0x100) ticks += u32(bytes, at);
      if (flags & 0x200) total += u32(bytes, at + sizeAt);
    }
  }
  return { samples, ticks, bytes: total, offset };
};

/** `tfhd` (§8.8.7): where the offsets of a track fragment count from, if it says so, and its defaults. */
const readHeader = (bytes: Uint8Array, box: Box, movie: Movie, moofAt: number) => {
  const flags = flagsOf(bytes, box);
  const id = u32(bytes, box.from + 4);
  const of = movie.defaults.get(id) ?? { duration: 0, size: 0 };
  let at = box.from + 8;
  const next = (flag: number, length: number): number | undefined => {
    if ((flags & flag) === 0) return undefined;
    at += length;
    return at - length;
  };
  const baseAt = next(1, 8);
  next(2, 4);
  const durationAt = next(8, 4);
  const sizeAt = next(0x10, 4);
  const base = baseAt === undefined ? (flags & 0x2_0000 ? moofAt : undefined) : u64(bytes, baseAt);
  const duration = durationAt === undefined ? of.duration : u32(bytes, durationAt);
  const size = sizeAt === undefined ? of.size : u32(bytes, sizeAt);
  return { id, base, defaults: { duration, size } };
};

/**
 * Reads the payload of a `moof` box that starts at `moofAt` of the file: adds its frames to `tallies`, and where their
 * bytes must be goes to `use`. Returns what contradicts itself.
 */
export const readFragment = (
  bytes: Uint8Array,
  moofAt: number,
  movie: Movie,
  tallies: Tallies,
  use: (from: number, to: number) => void,
): string | undefined => {
  /** Without a base, a track fragment's data follow those of the one before, the first one's base is the `moof`. */
  let follows = moofAt;
  for (const traf of boxesIn(bytes, 0, bytes.length)) {
    if (traf.type !== 'traf') continue;
    if (traf.overruns) return 'A track fragment is larger than its movie fragment.';
    let header: ReturnType<typeof readHeader> | undefined;
    let base = follows;
    let at = follows;
    for (const box of boxesIn(bytes, traf.from, traf.to)) {
      if (box.overruns && (box.type === 'tfhd' || box.type === 'trun')) {
        return `The ${box.type} box is larger than its track fragment.`;
      }
      if (box.type === 'tfhd') {
        header = readHeader(bytes, box, movie, moofAt);
        base = header.base ?? follows;
        at = base;
      } else if (box.type === 'trun') {
        if (!header) return 'A run of frames does not say of which track it is.';
        const { id, defaults } = header;
        const run = readRun(bytes, box, defaults);
        if (!run) return 'A run of frames claims more of them than it describes.';
        const from = run.offset === undefined ? at : base + run.offset;
        at = from + run.bytes;
        const track = movie.tracks.find((known) => known.id === id);
        if (!track) continue;
        const before = tallies.get(id) ?? { samples: 0, ticks: 0 };
        tallies.set(id, { samples: before.samples + run.samples, ticks: before.ticks + run.ticks });
        if (run.bytes > 0 && isNeeded(track)) use(from, at);
      }
    }
    follows = at;
  }
  return undefined;
};

/** Where the last segment that a `sidx` box lists must end (§8.16.3). `end` is where the box ends in the file. */
export const endOfIndexed = (bytes: Uint8Array, end: number): number => {
  const long = u8(bytes, 0) > 0;
  const first = long ? u64(bytes, 20) : u32(bytes, 16);
  const countAt = long ? 28 : 20;
  const count = Math.min(u32(bytes, countAt) & 0xffff, Math.floor((bytes.length - countAt - 4) / 12));
  let to = end + first;
  for (let index = 0; index < count; index++) to += u32(bytes, countAt + 4 + index * 12) & 0x7fff_ffff;
  return to;
};
