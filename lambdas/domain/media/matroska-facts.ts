import { elementsIn, float, letters, unsigned } from './ebml.ts';
import { asText, printable, rounded } from './reading.ts';

/** What the track list says (RFC 9559 §5.1.4). */
export interface Tracks {
  readonly picture: boolean;
  readonly sound: boolean;
  /** Uncompressed sound, whose silence is zeros. */
  readonly pcm: boolean;
  readonly width?: number;
  readonly height?: number;
  readonly fps?: number;
  readonly codec?: string;
  readonly sampleEntry?: string;
}

const names: Readonly<Record<string, string>> = {
  ...{ V_VP8: 'vp8', V_VP9: 'vp9', V_AV1: 'av1', V_THEORA: 'theora', V_PRORES: 'prores', V_MJPEG: 'mjpeg' },
  ...{ 'V_MPEG4/ISO/AVC': 'h264', 'V_MPEGH/ISO/HEVC': 'hevc', 'V_MPEG4/ISO/ASP': 'mpeg4', V_FFV1: 'ffv1' },
};

/** The payload of a `Tracks` element. */
export const readTracks = (bytes: Uint8Array): Tracks => {
  let tracks: Tracks = { picture: false, sound: false, pcm: false };
  for (const { id, payload } of elementsIn(bytes)) {
    if (id !== 0xae) continue;
    const fields = new Map([...elementsIn(payload)].map((field) => [field.id, field.payload]));
    const number = (field: number): number => unsigned(fields.get(field) ?? new Uint8Array(0));
    const type = number(0x83);
    const sampleEntry = printable(letters(fields.get(0x86) ?? new Uint8Array(0)));
    if (type === 2) {
      tracks = { ...tracks, sound: true, pcm: tracks.pcm || sampleEntry.startsWith('A_PCM') };
    }
    if (type !== 1 || tracks.picture) continue;
    const video = new Map(
      [...elementsIn(fields.get(0xe0) ?? new Uint8Array(0))].map((field) => [
        field.id,
        unsigned(field.payload),
      ]),
    );
    const [width, height, frameNanos] = [video.get(0xb0), video.get(0xba), number(0x23e383)];
    tracks = {
      ...tracks,
      picture: true,
      codec: names[sampleEntry] ?? sampleEntry.toLowerCase(),
      sampleEntry,
      ...(width && { width }),
      ...(height && { height }),
      ...(frameNanos > 0 && { fps: rounded(1e9 / frameNanos) }),
    };
  }
  return tracks;
};

/** The duration in seconds from an `Info` element's payload, 0 if it says none. */
export const readDuration = (bytes: Uint8Array): number => {
  let scale = 1_000_000;
  let duration = 0;
  for (const { id, payload } of elementsIn(bytes)) {
    if (id === 0x2ad7b1) scale = unsigned(payload);
    else if (id === 0x4489) duration = float(payload);
  }
  const seconds = (duration * scale) / 1e9;
  return Number.isFinite(seconds) ? Math.max(0, rounded(seconds)) : 0;
};

/** A `Tags` element's payload holds a tag with the name `AIGC` (element 0x45A3), or the label's fields as JSON. */
export const holdsTag = (bytes: Uint8Array): boolean => {
  const text = asText(bytes);
  return /E\u00a3\u201eAIGC/.test(text) || (text.includes('ContentProducer') && text.includes('ProduceID'));
};
