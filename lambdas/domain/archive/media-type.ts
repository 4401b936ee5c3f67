/** How many of a file's first bytes show what it is: the second packet of an MPEG transport stream begins at 188. */
export const signatureBytes = 192;

/** Brands of the same box format that are pictures or sound: HEIF, AVIF, M4A. */
const notMoving = /^(hei|hev|mif|msf|avi[fs]|M4[AB])/;

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

const starts = (bytes: Uint8Array, signature: readonly number[]): boolean =>
  bytes.length >= signature.length && signature.every((byte, index) => bytes[index] === byte);

/** Boxes that a movie file may begin with. `wide` and `pnot` are QuickTime's; `uuid` and `free` are often padding. */
const firstBoxes = new Set([
  ...['ftyp', 'styp', 'free', 'skip', 'wide', 'pnot', 'uuid', 'pdin', 'mdat', 'moov', 'moof', 'sidx', 'ssix'],
  ...['emsg', 'prft', 'mfra'],
]);
/** Boxes that say nothing of what the file is. */
const padding = new Set(['free', 'skip', 'wide', 'uuid', 'pnot']);

const sizeAt = (bytes: Uint8Array, at: number): number => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const short = view.getUint32(at);
  if (short !== 1) return short;
  return at + 16 <= bytes.length ? Number(view.getBigUint64(at + 8)) : Number.POSITIVE_INFINITY;
};

const typeOfBrand = (brand: string): string | undefined => {
  if (notMoving.test(brand)) return undefined;
  return brand === 'qt  ' ? 'video/quicktime' : 'video/mp4';
};

/**
 * ISO-BMFF and QuickTime: a sequence of boxes, each with its size and its name (ISO/IEC 14496-12 §4.2). The first word of
 * `ftyp` is the brand (§4.3); QuickTime files from before 2001 and files that a muxer wrote in one go have no `ftyp`.
 */
const boxFormat = (bytes: Uint8Array): string | undefined => {
  let fallback: string | undefined;
  for (let at = 0; at + 12 <= bytes.length; ) {
    const name = ascii(bytes, at + 4, at + 8);
    const size = sizeAt(bytes, at);
    // 0: to the end of the file, which only media data may be.
    if (!firstBoxes.has(name) || (size < 8 && !(size === 0 && name === 'mdat'))) return fallback;
    if (name === 'ftyp') return typeOfBrand(ascii(bytes, at + 8, at + 12));
    fallback ??= name === 'wide' || name === 'pnot' ? 'video/quicktime' : 'video/mp4';
    if (!padding.has(name)) return fallback;
    at += size;
  }
  return fallback;
};

/** The media type that a file's first bytes prove, or `undefined` if they are not a video's. */
export const sniffVideo = (bytes: Uint8Array): string | undefined => {
  const boxes = boxFormat(bytes);
  if (boxes) return boxes;
  if (starts(bytes, [0x1a, 0x45, 0xdf, 0xa3])) {
    return ascii(bytes, 0, 64).includes('webm') ? 'video/webm' : 'video/x-matroska';
  }
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'AVI ') return 'video/x-msvideo';
  if (ascii(bytes, 0, 4) === 'FLV\u0001') return 'video/x-flv';
  if (ascii(bytes, 0, 4) === 'OggS') return 'video/ogg';
  if (starts(bytes, [0, 0, 1, 0xba])) return 'video/mpeg';
  if (bytes[0] === 0x47 && bytes[188] === 0x47) return 'video/mp2t';
  return undefined;
};
