/** How many of a file's first bytes show what it is: the second packet of an MPEG transport stream begins at 188. */
export const signatureBytes = 192;

/** Brands of the same box format that are pictures or sound: HEIF, AVIF, M4A. */
const notMoving = /^(hei|hev|mif|msf|avi[fs]|M4[AB])/;

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

const starts = (bytes: Uint8Array, signature: readonly number[]): boolean =>
  bytes.length >= signature.length && signature.every((byte, index) => bytes[index] === byte);

/** ISO-BMFF: the first box is `ftyp`, whose first word is the brand (ISO/IEC 14496-12 §4.3). */
const boxFormat = (bytes: Uint8Array): string | undefined => {
  if (bytes.length < 12 || ascii(bytes, 4, 8) !== 'ftyp') return undefined;
  const brand = ascii(bytes, 8, 12);
  if (notMoving.test(brand)) return undefined;
  return brand === 'qt  ' ? 'video/quicktime' : 'video/mp4';
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

/** The source's own media type if that is a video's, or else what the bytes prove. */
export const videoType = (declared: string | undefined, proven: string): string => {
  const type = declared?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return /^video\/[a-z0-9.+-]+$/.test(type) ? type : proven;
};
