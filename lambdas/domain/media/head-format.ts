import { boxHead } from './box.ts';
import { brandFormat } from './movie-facts.ts';
import { ascii, asText } from './reading.ts';
import { sniff } from './sniff.ts';
import { type Format, formats } from './verdict.ts';

/** The brand, if the `ftyp` box is within the first bytes; else whether the boxes before it are QuickTime's. */
const boxesFormat = (head: Uint8Array): Format => {
  let first = '';
  for (let at = 0; ; ) {
    const box = boxHead(head, at);
    if (!box) break;
    if (box.type === 'ftyp') return brandFormat(ascii(head, at + box.bytes, at + box.bytes + 4));
    first ||= box.type;
    if (box.size === undefined) break;
    at += box.size;
  }
  return first === 'wide' || first === 'pnot' ? formats.mov : formats.mp4;
};

/**
 * What a file is called that begins with these bytes, as many as `signatureBytes`: before anything is known of the rest of
 * it. Nothing if it is no video.
 */
export const formatOfHead = (head: Uint8Array): Format | undefined => {
  const sniffed = sniff(head);
  switch (sniffed.kind) {
    case 'boxes':
      return boxesFormat(head);
    case 'matroska':
      return asText(head).includes('webm') ? formats.webm : formats.mkv;
    case 'other':
      return formats[sniffed.container];
    case 'not_a_video':
      return undefined;
  }
};
