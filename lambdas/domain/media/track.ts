import { type Box, boxesIn } from './box.ts';
import { ascii, u8, u16, u32, u64 } from './reading.ts';
import { readSampleEntry, type SampleEntry } from './sample-entry.ts';

export interface Track {
  readonly id: number;
  /** `vide`, `soun`, or another. */
  readonly handler: string;
  readonly timescale: number;
  /** In units of the timescale, as the media header says. */
  readonly duration: number;
  /** What the track header says is to be shown, in whole pixels. */
  readonly shown: { readonly width: number; readonly height: number };
  readonly rotation: 0 | 90 | 180 | 270;
  readonly entry: SampleEntry | undefined;
  /** The boxes of the sample table, by type, the first of each. */
  readonly tables: ReadonlyMap<string, Box>;
  /** The samples lie in another file: a QuickTime reference movie. */
  readonly external: boolean;
}

/** Picture or sound, which a player plays. */
export const isPlayed = ({ handler }: Pick<Track, 'handler'>): boolean =>
  handler === 'vide' || handler === 'soun';

/** Its frames must be in this file. */
export const isNeeded = (track: Pick<Track, 'handler' | 'external'>): boolean =>
  isPlayed(track) && !track.external;

/** Boxes of the index that must lie within what holds them. The others (`udta`, unknown ones) may be odd. */
const strict = new Set(
  'mvhd trak tkhd mdia mdhd hdlr minf dinf stbl stsd stts stsc stsz stz2 stco co64 mvex trex'.split(' '),
);

/** The boxes between two places; what is wrong with them goes to `fault`. */
export function* strictBoxesIn(
  bytes: Uint8Array,
  from: number,
  to: number,
  fault: (detail: string) => void,
): Generator<Box, void, undefined> {
  for (const box of boxesIn(bytes, from, to)) {
    if (box.overruns && strict.has(box.type)) fault(`The ${box.type} box is larger than what holds it.`);
    yield box;
  }
}

/** Version and flags in front of a full box's fields: a version 1 has 64-bit times. */
export const timesOf = (
  bytes: Uint8Array,
  { from }: Box,
): { readonly timescale: number; readonly duration: number } => {
  const long = u8(bytes, from) === 1;
  const timescale = u32(bytes, from + (long ? 20 : 12));
  const duration = long ? u64(bytes, from + 24) : u32(bytes, from + 16);
  // All ones, which `u64` rounds.
  const unknown = long ? 2 ** 64 : 0xffff_ffff;
  return { timescale, duration: duration === unknown ? 0 : duration };
};

/** From the matrix of a track header: 16.16 numbers a, b, _, c, d. Only quarter turns are told apart. */
const rotationOf = (bytes: Uint8Array, at: number): Track['rotation'] => {
  const [a, b] = [u32(bytes, at) | 0, u32(bytes, at + 4) | 0];
  const [c, d] = [u32(bytes, at + 12) | 0, u32(bytes, at + 16) | 0];
  if (a === 0 && d === 0 && b !== 0 && c !== 0) return b > 0 ? 90 : 270;
  return a < 0 && d < 0 ? 180 : 0;
};

/** The first data reference names a place, and has not the flag for "in this file" (ISO/IEC 14496-12 §8.7.2). */
const isExternal = (bytes: Uint8Array, dinf: Box): boolean => {
  for (const dref of boxesIn(bytes, dinf.from, dinf.to)) {
    if (dref.type !== 'dref') continue;
    for (const { from, to } of boxesIn(bytes, dref.from + 8, dref.to)) {
      return (u32(bytes, from) & 1) === 0 && to - from > 5;
    }
  }
  return false;
};

/** Reads a `trak` box. */
export const readTrack = (bytes: Uint8Array, trak: Box, fault: (detail: string) => void): Track => {
  let id = 0;
  let handler = '';
  let times = { timescale: 0, duration: 0 };
  let shown = { width: 0, height: 0 };
  let rotation: Track['rotation'] = 0;
  let external = false;
  const tables = new Map<string, Box>();
  const inside = (box: Box) => strictBoxesIn(bytes, box.from, box.to, fault);

  for (const box of inside(trak)) {
    if (box.type === 'tkhd') {
      const long = u8(bytes, box.from) === 1;
      const rest = box.from + (long ? 36 : 24);
      id = u32(bytes, box.from + (long ? 20 : 12));
      rotation = rotationOf(bytes, rest + 16);
      shown = { width: u16(bytes, rest + 52), height: u16(bytes, rest + 56) };
    } else if (box.type === 'mdia') {
      for (const media of inside(box)) {
        if (media.type === 'mdhd') times = timesOf(bytes, media);
        else if (media.type === 'hdlr') handler = ascii(bytes, media.from + 8, media.from + 12);
        else if (media.type === 'minf') {
          for (const info of inside(media)) {
            if (info.type === 'dinf') external = isExternal(bytes, info);
            if (info.type !== 'stbl') continue;
            for (const table of inside(info)) if (!tables.has(table.type)) tables.set(table.type, table);
          }
        }
      }
    }
  }
  const stsd = tables.get('stsd');
  const entry = stsd && readSampleEntry(bytes, stsd, handler);
  const { timescale, duration } = times;
  return { id, handler, timescale, duration, shown, rotation, entry, tables, external };
};
