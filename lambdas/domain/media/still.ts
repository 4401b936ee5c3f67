import { sniff } from './sniff.ts';

export interface StillFormat {
  readonly contentType: string;
  /** With its dot. */
  readonly extension: string;
}

const stills: Readonly<Record<string, StillFormat>> = {
  jpeg: { contentType: 'image/jpeg', extension: '.jpg' },
  png: { contentType: 'image/png', extension: '.png' },
  webp: { contentType: 'image/webp', extension: '.webp' },
  gif: { contentType: 'image/gif', extension: '.gif' },
};

/** What a picture is, by its first bytes; nothing if it is none that browsers show. */
export const stillFormat = (bytes: Uint8Array): StillFormat | undefined => {
  const sniffed = sniff(bytes.subarray(0, 512));
  return sniffed.kind === 'not_a_video' ? stills[sniffed.looksLike] : undefined;
};
