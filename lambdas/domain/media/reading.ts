/** A range of the file that a reader needs next. */
export interface Want {
  readonly at: number;
  readonly length: number;
}

export interface Piece {
  /** Valid until the next want: what is kept longer is copied. Shorter than wanted only if the file ends before. */
  readonly bytes: Uint8Array;
  /** The size of the whole file. To be relied on only if the piece is short: a stream does not know it earlier. */
  readonly size: number;
}

/**
 * Reads a file of any size from front to back, as a coroutine: it yields what it needs and is given that. A want never
 * starts before the one that came before it, so that a stream serves it as well as range requests do.
 */
export type Reading<T> = Generator<Want, T, Piece>;

/** After the last byte of any file: what comes back is empty and carries the size. */
export const nowhere = Number.MAX_SAFE_INTEGER;

/** Waits for the end of the file. */
export function* sizeOfFile(): Reading<number> {
  return (yield { at: nowhere, length: 1 }).size;
}

/** How much is read at a time of what may be all zeros. */
export const pieceBytes = 64 * 1024;
/** The first of these pieces: it is at hand with the head before it. */
const firstPieceBytes = 32;

/** Reads on while there is nothing but zeros. Where something else was found before `to`, to within a piece. */
export function* findNonZero(from: number, to: number): Reading<number | undefined> {
  for (let at = from; at < to; ) {
    const length = Math.min(to - at, at === from ? firstPieceBytes : pieceBytes);
    const { bytes } = yield { at, length };
    if (!isZero(bytes)) return at;
    if (bytes.length < length) return undefined;
    at += length;
  }
  return undefined;
}

export const u8 = (bytes: Uint8Array, at: number): number => bytes[at] ?? 0;

export const u16 = (bytes: Uint8Array, at: number): number => u8(bytes, at) * 0x100 + u8(bytes, at + 1);

/** Big-endian. Bytes after the end read as zeros, as in all of these. */
export const u32 = (bytes: Uint8Array, at: number): number => u16(bytes, at) * 0x10000 + u16(bytes, at + 2);

/** Inexact over 2^53, which no file reaches. */
export const u64 = (bytes: Uint8Array, at: number): number =>
  u32(bytes, at) * 0x1_0000_0000 + u32(bytes, at + 4);

/** Shorter if the bytes end before `to`. A loop, because names of four letters are read for every box. */
export const ascii = (bytes: Uint8Array, from: number, to: number): string => {
  let text = '';
  for (let at = from; at < Math.min(to, bytes.length); at++) text += String.fromCharCode(u8(bytes, at));
  return text;
};

/** Four letters, or a short name, of a file's own: as they are if they are printable ASCII. */
export const printable = (name: string): string => name.replace(/[^\x20-\x7e]/g, '?');

export const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

/** Every byte as one character, for looking for ASCII in it. */
export const asText = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);

export const rounded = (value: number): number => Math.round(value * 1000) / 1000;
