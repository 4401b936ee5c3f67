import { type Box, boxesIn } from './box.ts';
import { ascii, printable, u16 } from './reading.ts';

export interface SampleEntry {
  /** Four letters, those of the hidden original if the track is encrypted. */
  readonly type: string;
  readonly codec: string;
  /** Pixels, 0 if the entry is no picture's. */
  readonly width: number;
  readonly height: number;
}

/** The names that `ffprobe` gives to what the entries stand for (the registration authority's list: mp4ra.org). */
const names: Readonly<Record<string, string>> = {
  ...{ avc1: 'h264', avc2: 'h264', avc3: 'h264', avc4: 'h264', dva1: 'h264', dvav: 'h264' },
  ...{ hvc1: 'hevc', hev1: 'hevc', hvc2: 'hevc', hev2: 'hevc', dvh1: 'hevc', dvhe: 'hevc' },
  ...{ vvc1: 'vvc', vvi1: 'vvc', evc1: 'evc', av01: 'av1', dav1: 'av1', vp08: 'vp8', vp09: 'vp9' },
  ...{
    mp4v: 'mpeg4',
    s263: 'h263',
    H263: 'h263',
    h263: 'h263',
    jpeg: 'mjpeg',
    mjpa: 'mjpeg',
    mjpb: 'mjpegb',
  },
  ...{ apcn: 'prores', apch: 'prores', apcs: 'prores', apco: 'prores', ap4h: 'prores', ap4x: 'prores' },
  ...{ 'png ': 'png', 'raw ': 'rawvideo', mp2v: 'mpeg2video' },
};

const oneOf = (codecs: string) => {
  const known = new Set<string | undefined>(codecs.split(' '));
  return (codec: string | undefined): boolean => known.has(codec);
};

/** Codecs none of whose frames can be nothing but zeros. */
export const neverZero = oneOf('h264 hevc vvc av1 vp8 vp9 mpeg4');

/** The same for sound. Silence is zeros in PCM only. */
export const neverSilent = oneOf('mp4a opus ac-3 ec-3');

/** A picture rather than a film: the cover of an album, the thumbnails of chapters. */
export const isStill = oneOf('mjpeg png');

/** The original format of an encrypted entry: `sinf` holds `frma` (ISO/IEC 14496-12 §8.12.2). */
const originalOf = (bytes: Uint8Array, entry: Box, fieldBytes: number): string | undefined => {
  for (const sinf of boxesIn(bytes, entry.from + fieldBytes, entry.to)) {
    if (sinf.type !== 'sinf') continue;
    for (const { type, from } of boxesIn(bytes, sinf.from, sinf.to)) {
      if (type === 'frma') return ascii(bytes, from, from + 4);
    }
  }
  return undefined;
};

/** The first entry of a sample description box. */
export const readSampleEntry = (bytes: Uint8Array, stsd: Box, handler: string): SampleEntry | undefined => {
  for (const entry of boxesIn(bytes, stsd.from + 8, stsd.to)) {
    if (entry.overruns) return undefined;
    const picture = handler === 'vide';
    const encrypted = entry.type === 'encv' || entry.type === 'enca';
    const type = (encrypted && originalOf(bytes, entry, picture ? 78 : 28)) || entry.type;
    const size = (at: number): number => (picture ? u16(bytes, entry.from + at) : 0);
    const codec = names[type] ?? printable(type).trim().toLowerCase();
    return { type: printable(type), codec, width: size(24), height: size(26) };
  }
  return undefined;
};
