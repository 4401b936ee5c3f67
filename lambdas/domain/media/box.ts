import { ascii, u32, u64 } from './reading.ts';

/** A box inside bytes that are at hand: where its payload begins and ends. */
export interface Box {
  readonly type: string;
  readonly from: number;
  readonly to: number;
  /** It claims to go on after the end of what holds it; `to` is cut there. */
  readonly overruns: boolean;
}

export interface BoxHead {
  readonly type: string;
  /** Of the head itself: 8, or 16 with a 64-bit size. */
  readonly bytes: number;
  /** Of the whole box; nothing if it goes on to the end of what holds it. */
  readonly size: number | undefined;
}

/** The head at the beginning of these bytes, or nothing if no box can have it (ISO/IEC 14496-12 §4.2). */
export const boxHead = (bytes: Uint8Array, at = 0): BoxHead | undefined => {
  if (bytes.length - at < 8) return undefined;
  const size = u32(bytes, at);
  const type = ascii(bytes, at + 4, at + 8);
  if (size === 0) return type === '\0\0\0\0' ? undefined : { type, bytes: 8, size: undefined };
  if (size !== 1) return size < 8 ? undefined : { type, bytes: 8, size };
  const large = u64(bytes, at + 8);
  return bytes.length - at < 16 || large < 16 ? undefined : { type, bytes: 16, size: large };
};

/**
 * The boxes between two places, in order. Stops quietly at bytes that are no box: QuickTime ends a list with four
 * zeros, and players stop there too.
 */
export function* boxesIn(bytes: Uint8Array, from: number, to: number): Generator<Box, void, undefined> {
  const part = bytes.subarray(0, to);
  for (let at = from; ; ) {
    const head = boxHead(part, at);
    if (!head) return;
    const end = head.size === undefined ? to : at + head.size;
    yield { type: head.type, from: at + head.bytes, to: Math.min(end, to), overruns: end > to };
    at = end;
  }
}
