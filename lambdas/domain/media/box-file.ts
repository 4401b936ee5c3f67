import { type BoxHead, boxHead } from './box.ts';
import { type BoxFindings, judgeBoxes } from './box-verdict.ts';
import { Extents } from './extents.ts';
import { endOfIndexed, readFragment } from './fragment.ts';
import { readMovie } from './movie.ts';
import { holdsLabel, isC2pa, mayHoldLabel } from './provenance.ts';
import { ascii, isZero, nowhere, type Reading, sizeOfFile, u32 } from './reading.ts';
import { isTopLevel, maybeBox } from './sniff.ts';
import type { MediaVerdict } from './verdict.ts';

/** Head, extended type and the first bytes of the payload. */
const headBytes = 64;
/** More than the index of two hours of film. Of a larger one, as much is read, and the sizes alone are checked. */
export const maxMovieBytes = 16 * 1024 * 1024;
const maxFragmentBytes = 4 * 1024 * 1024;
const maxMetadataBytes = 1024 * 1024;
const pieceBytes = 64 * 1024;
/** Fewer zeros may be anything. */
const leastHole = 64;

/** Less than a head is left at the end of the file: the beginning of one, rather than stray bytes. */
const isCutHead = (bytes: Uint8Array): boolean => {
  if (bytes.length < 4 || bytes[0] !== 0) return false;
  const size = u32(bytes, 0);
  const type = ascii(bytes, 4, Math.min(8, bytes.length));
  return (size >= 8 && /^[A-Za-z0-9 ]*$/.test(type)) || (size === 1 && isTopLevel(type));
};

/** Reads on while there is nothing but zeros. Where something else was found before `to`, to within a piece. */
function* findNonZero(from: number, to: number): Reading<number | undefined> {
  for (let at = from; at < to; ) {
    const length = Math.min(to - at, at === from ? headBytes / 2 : pieceBytes);
    const { bytes } = yield { at, length };
    if (!isZero(bytes)) return at;
    if (bytes.length < length) return undefined;
    at += length;
  }
  return undefined;
}

/** How many zeros are at the end of a range, of its last 64 KiB at most. */
function* zerosAtEnd(from: number, to: number): Reading<number> {
  const at = Math.max(from, to - pieceBytes);
  const { bytes } = yield { at, length: to - at };
  return bytes.length - 1 - bytes.findLastIndex((byte) => byte !== 0);
}

/** What the boxes' payloads hold, as far as the verdict needs it. `from` is where the payload begins. */
function* readPayload(found: BoxFindings, head: BoxHead, at: number, payload: Uint8Array): Reading<void> {
  const { type } = head;
  const from = at + head.bytes;
  const to = head.size === undefined ? nowhere : at + head.size;
  if (type === 'ftyp') {
    found.brand ??= ascii(payload, 0, 4);
  } else if (type === 'moov' && !found.movie) {
    const length = Math.min(to - from, maxMovieBytes);
    const { bytes } = yield { at: from, length };
    // A copy: the piece is only lent, and a Buffer's own `slice` would not copy it.
    const complete = bytes.length === length || head.size === undefined;
    if (complete)
      found.movie = readMovie(new Uint8Array(bytes), bytes.length === length && length < to - from);
  } else if (type === 'mfra') {
    found.closed = true;
  } else if (type === 'moof') {
    found.fragments += 1;
    found.closed = false;
    const { bytes } = yield { at: from, length: Math.min(to - from, maxFragmentBytes) };
    if (!found.movie || bytes.length < to - from) found.unread = true;
    else {
      const use = (start: number, end: number): void => found.needed.add(start, end);
      found.fault ??= readFragment(bytes, at, found.movie, found.tallies, use);
    }
  } else if (type === 'sidx' && to - from <= maxMetadataBytes) {
    const { bytes } = yield { at: from, length: to - from };
    if (bytes.length === to - from) found.promised = Math.max(found.promised, endOfIndexed(bytes, to));
  } else if (type === 'mdat' || type === 'imda') {
    const filledAt = found.nonZero ? from : yield* findNonZero(from, to);
    found.nonZero ||= filledAt !== undefined;
    if (filledAt !== undefined && head.size !== undefined && !found.movie?.fragmented) {
      const zeros = yield* zerosAtEnd(filledAt, to);
      found.lastZeros = { from: to - zeros, to };
    } else if (found.fragments > 0 && head.size !== undefined && to - from >= 2 * leastHole) {
      const at = Math.max(from + Math.floor((to - from) / 2), to - headBytes * 8);
      const { bytes } = yield { at, length: to - at };
      if (bytes.length === to - at && isZero(bytes)) found.fragmentHole ??= { from: at, to };
    }
  } else if (isC2pa(type, payload)) {
    found.c2pa = true;
  } else if (mayHoldLabel(type, payload)) {
    found.metaOnly ||= type === 'meta';
    const { bytes } = yield { at: from, length: Math.min(to - from, maxMetadataBytes) };
    found.aigcLabel ||= holdsLabel(bytes);
  }
}

/**
 * Reads ISO base media files: MP4, M4V, QuickTime, whole or in fragments. Walks the boxes of the top level, keeps the
 * index (`moov`, at most 16 MiB) and the places of the data, and judges at the end, because the index may come last.
 *
 * This is own code because no library at hand does it: mp4box.js, mediabunny and mediainfo.js read what a player needs
 * and do not say that bytes are missing, keep more than the index, or load megabytes of WebAssembly.
 */
export function* readBoxFile(): Reading<MediaVerdict> {
  const found: BoxFindings = {
    brand: undefined,
    movie: undefined,
    fragments: 0,
    tallies: new Map(),
    needed: new Extents(),
    data: new Extents(),
    dataBytes: 0,
    closed: false,
    promised: 0,
    nonZero: false,
    lastZeros: undefined,
    fragmentHole: undefined,
    c2pa: false,
    aigcLabel: false,
    metaOnly: false,
    unread: false,
    fault: undefined,
    cutBox: undefined,
    strayAt: undefined,
    strayBytes: false,
    known: false,
    size: 0,
  };
  let at = 0;
  let last = { type: '', likely: true };
  for (;;) {
    const { bytes, size } = yield { at, length: headBytes };
    if (bytes.length === 0) {
      found.size = size;
      if (size < at && last.likely) found.cutBox = last.type;
      break;
    }
    const head = boxHead(bytes);
    // Only a known box may go on to the end of the file: zeros in front of other bytes are no size.
    if (!head || (head.size === undefined && !isTopLevel(head.type))) {
      if (bytes.length < 16 && isCutHead(bytes)) found.cutBox = ascii(bytes, 4, 8);
      found.strayAt ??= at;
      found.strayBytes ||= bytes.length >= 8 && (yield* findNonZero(at, nowhere)) !== undefined;
      found.size = yield* sizeOfFile();
      break;
    }
    const likely = isTopLevel(head.type) || maybeBox(bytes);
    found.known ||= isTopLevel(head.type);
    if (!likely) found.strayAt ??= at;
    found.strayBytes ||= !likely;
    last = { type: head.type, likely };
    yield* readPayload(found, head, at, bytes.subarray(head.bytes));
    if (found.movie?.fault) break;
    const end = head.size === undefined ? yield* sizeOfFile() : at + head.size;
    if (/^(mdat|imda)$/.test(head.type) && end > at + head.bytes) {
      found.data.add(at + head.bytes, end);
      found.dataBytes += end - at - head.bytes;
    }
    at = end;
  }
  return judgeBoxes(found);
}
