import { ascii, asText, isZero, u32 } from './reading.ts';
import { type Container, formats, type Lookalike, type Whole } from './verdict.ts';

/** How many first bytes decide what a file is: the second packet of an MPEG transport stream begins at 188. */
export const signatureBytes = 512;

export type Sniffed =
  | { readonly kind: 'boxes' }
  | { readonly kind: 'matroska' }
  | { readonly kind: 'other'; readonly container: Container }
  | { readonly kind: 'not_a_video'; readonly looksLike: Lookalike };

/** Boxes that stand at the top level of files that play (ISO/IEC 14496-12 §6.3.4, QuickTime File Format). */
const topLevel = new Set(
  (
    'ftyp free skip wide mdat moov styp uuid pdin sidx ssix moof mfra emsg prft meta udta imda jumb ' +
    'pnot pict PICT junk skip idat mere meco sefd beam bloc otyp etyp'
  ).split(' '),
);

export const isTopLevel = (type: string): boolean => topLevel.has(type);

/** A box that no list knows: four letters, and small enough that text is never taken for it (its first byte is 0). */
export const maybeBox = (bytes: Uint8Array, at = 0): boolean =>
  bytes[at] === 0 && u32(bytes, at) >= 8 && /^[A-Za-z0-9 \xa9_-]{4}$/.test(ascii(bytes, at + 4, at + 8));

const signatures: readonly (readonly [string, Lookalike])[] = [
  ['\xff\xd8\xff', 'jpeg'],
  ['\x89PNG', 'png'],
  ['GIF8', 'gif'],
  ['%PDF', 'pdf'],
  ['PK\x03\x04', 'zip'],
  ['PK\x05\x06', 'zip'],
  ['\x1f\x8b', 'gzip'],
  ['ID3', 'audio'],
  ['\xff\xfb', 'audio'],
  ['\xff\xf1', 'audio'],
  ['fLaC', 'audio'],
];

const binary = (head: Uint8Array): Sniffed | undefined => {
  const start = ascii(head, 0, 12);
  if (start.startsWith('\x1aE\xdf\xa3')) return { kind: 'matroska' };
  if (start.startsWith('RIFF')) {
    const form = start.slice(8);
    if (form === 'AVI ') return { kind: 'other', container: 'avi' };
    return { kind: 'not_a_video', looksLike: form === 'WEBP' ? 'webp' : 'audio' };
  }
  if (start.startsWith('FLV\x01')) return { kind: 'other', container: 'flv' };
  if (start.startsWith('OggS')) {
    const [sound, picture] = [/OpusHead|vorbis/, /theora|BBCD/].map((codec) => codec.test(asText(head)));
    return sound && !picture
      ? { kind: 'not_a_video', looksLike: 'audio' }
      : { kind: 'other', container: 'ogg' };
  }
  if (start.startsWith('\0\0\x01\xba')) return { kind: 'other', container: 'mpeg' };
  if (head[0] === 0x47 && head[188] === 0x47) return { kind: 'other', container: 'mpegts' };
  const known = signatures.find(([signature]) => start.startsWith(signature));
  return known && { kind: 'not_a_video', looksLike: known[1] };
};

/** Text in UTF-8, or in UTF-16 by its byte order mark or its zeros; nothing if a control character says otherwise. */
const textOf = (head: Uint8Array): string | undefined => {
  const wide = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  const bytes = wide ? head.filter((byte) => byte !== 0).subarray(2) : head;
  const letters = ascii(bytes, 0, bytes.length).replace(/^\xef\xbb\xbf/, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what tells text from other bytes
  return /[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(letters) ? undefined : letters.trimStart();
};

const written = (text: string): Lookalike => {
  if (/^<(!doctype html|html|head|body|title|script|meta|p>|h1|center)/i.test(text)) return 'html';
  if (/^<(\?xml|[a-z!])/i.test(text)) return /<html/i.test(text) ? 'html' : 'xml';
  if (/^[[{"]/.test(text)) return 'json';
  return text.startsWith('#EXTM3U') ? 'playlist' : 'text';
};

/** What the first bytes of a file prove. `head` is shorter than `signatureBytes` only if the file is. */
export const sniff = (head: Uint8Array): Sniffed => {
  if (head.length === 0) return { kind: 'not_a_video', looksLike: 'empty' };
  const text = textOf(head);
  if (text === undefined && isTopLevel(ascii(head, 4, 8))) return { kind: 'boxes' };
  const known = binary(head);
  if (known) return known;
  if (text !== undefined) return { kind: 'not_a_video', looksLike: written(text) };
  if (!isZero(head) && maybeBox(head)) return { kind: 'boxes' };
  return { kind: 'not_a_video', looksLike: 'unknown' };
};

/** A video of a format whose structure is not read. */
export const bySignature = (container: Container): Whole => ({
  kind: 'whole',
  facts: { ...formats[container], provenance: { c2pa: false, aigcLabel: false } },
  checked: 'signature',
  endProved: false,
});
