import { ascii, u8 } from './reading.ts';

export interface ElementHead {
  readonly id: number;
  readonly bytes: number;
  /** Of the payload; nothing if it is unknown, as in a live recording. */
  readonly size: number | undefined;
}

/** The longest head: 4 bytes of id and 8 of size (RFC 8794 §5, §6). */
export const elementHeadBytes = 12;

/** The head of an element at the beginning of these bytes. `short`: they end within it. */
export const elementHead = (bytes: Uint8Array, at = 0): ElementHead | 'short' | 'invalid' => {
  if (bytes.length <= at) return 'short';
  const idBytes = Math.clz32(u8(bytes, at)) - 23;
  if (idBytes > 4) return 'invalid';
  if (bytes.length <= at + idBytes) return 'short';
  const first = u8(bytes, at + idBytes);
  const sizeBytes = Math.clz32(first) - 23;
  if (sizeBytes > 8) return 'invalid';
  if (bytes.length < at + idBytes + sizeBytes) return 'short';
  let id = 0;
  for (let i = 0; i < idBytes; i++) id = id * 0x100 + u8(bytes, at + i);
  let size = first & (0xff >> sizeBytes);
  let unknown = size === 0xff >> sizeBytes;
  for (let i = 1; i < sizeBytes; i++) {
    const byte = u8(bytes, at + idBytes + i);
    unknown &&= byte === 0xff;
    size = size * 0x100 + byte;
  }
  return { id, bytes: idBytes + sizeBytes, size: unknown ? undefined : size };
};

export interface Element {
  readonly id: number;
  readonly payload: Uint8Array;
}

/** The elements in bytes that are at hand, up to the first that does not fit. */
export function* elementsIn(bytes: Uint8Array): Generator<Element, void, undefined> {
  for (let at = 0; ; ) {
    const head = elementHead(bytes, at);
    if (typeof head === 'string' || head.size === undefined) return;
    const from = at + head.bytes;
    if (from + head.size > bytes.length) return;
    yield { id: head.id, payload: bytes.subarray(from, from + head.size) };
    at = from + head.size;
  }
}

/** If the payload of a master element is nothing but whole elements. */
export const isTiled = (bytes: Uint8Array): boolean => {
  let end = 0;
  for (const { payload } of elementsIn(bytes)) end = payload.byteOffset - bytes.byteOffset + payload.length;
  return end === bytes.length;
};

export const unsigned = (payload: Uint8Array): number =>
  payload.subarray(0, 8).reduce((value, byte) => value * 0x100 + byte, 0);

/** 4 or 8 bytes, big-endian. */
export const float = (payload: Uint8Array): number => {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  return payload.length === 8 ? view.getFloat64(0) : payload.length === 4 ? view.getFloat32(0) : 0;
};

/** A short text, without the zeros that may pad it. */
export const letters = (payload: Uint8Array): string =>
  ascii(payload, 0, Math.min(payload.length, 64)).replace(/\0.*/s, '');
