import { type Box, boxesIn } from './box.ts';
import { holdsLabel, mayHoldLabel } from './provenance.ts';
import { u32 } from './reading.ts';
import { readTrack, strictBoxesIn, type Track, timesOf } from './track.ts';

/** What a fragment leaves out is as the index says: the `trex` boxes (ISO/IEC 14496-12 §8.8.3). */
export interface FragmentDefaults {
  readonly duration: number;
  readonly size: number;
}

export interface Movie {
  readonly bytes: Uint8Array;
  /** In seconds, 0 if unknown. */
  readonly duration: number;
  readonly tracks: readonly Track[];
  /** Fragments may follow: there is an `mvex` box. */
  readonly fragmented: boolean;
  readonly defaults: ReadonlyMap<number, FragmentDefaults>;
  /** The tables are packed (QuickTime's `cmov`), or were too large to be kept: they are not read. */
  readonly unread: boolean;
  readonly aigcLabel: boolean;
  /** What contradicts itself, as a sentence. */
  readonly fault: string | undefined;
}

/** Real files have fewer than ten. */
const maxTracks = 256;

/** Reads the payload of a `moov` box. `cut`: its end was left out, so that only its facts are of use. */
export const readMovie = (bytes: Uint8Array, cut: boolean): Movie => {
  let fault: string | undefined;
  const note = (detail: string): void => {
    if (!cut) fault ??= detail;
  };
  const inside = (from: number, to: number) => strictBoxesIn(bytes, from, to, note);
  let duration = 0;
  let fragmented = false;
  let unread = cut;
  let aigcLabel = false;
  const tracks: Track[] = [];
  const defaults = new Map<number, FragmentDefaults>();

  const readDefaults = (mvex: Box): void => {
    fragmented = true;
    for (const { type, from } of inside(mvex.from, mvex.to)) {
      if (type !== 'trex' || defaults.size >= maxTracks) continue;
      defaults.set(u32(bytes, from + 4), { duration: u32(bytes, from + 12), size: u32(bytes, from + 16) });
    }
  };

  for (const box of inside(0, bytes.length)) {
    if (box.type === 'mvhd') {
      const times = timesOf(bytes, box);
      duration = times.timescale > 0 ? times.duration / times.timescale : 0;
    } else if (box.type === 'trak' && tracks.length < maxTracks) {
      tracks.push(readTrack(bytes, box, note));
      for (const inner of boxesIn(bytes, box.from, box.to)) aigcLabel ||= isLabelled(bytes, inner);
    } else if (box.type === 'mvex') {
      readDefaults(box);
    } else if (box.type === 'cmov') {
      unread = true;
    } else {
      aigcLabel ||= isLabelled(bytes, box);
    }
  }
  return { bytes, duration, tracks, fragmented, defaults, unread, aigcLabel, fault };
};

const isLabelled = (bytes: Uint8Array, { type, from, to }: Box): boolean =>
  mayHoldLabel(type, bytes.subarray(from, to)) && holdsLabel(bytes.subarray(from, to));
