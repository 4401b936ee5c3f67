import { type BoxHead, boxHead } from './box.ts';
import { type BoxFindings, judgeBoxes } from './box-verdict.ts';
import { Extents } from './extents.ts';
import { endOfIndexed, readFragment } from './fragment.ts';
import { readMovie } from './movie.ts';
import { holdsLabel, isC2pa, mayHoldLabel } from './provenance.ts';
import { ascii, findNonZero, isZero, nowhere, pieceBytes, type Reading, sizeOfFile, u32 } from './reading.ts';
import { isTopLevel, maybeBox } from './sniff.ts';
import type { MediaVerdict } from './verdict.ts';

/** Head, extended type and the first bytes of the payload. */
const headBytes = 64;
/** More than the index of two hours of film. Of a larger one, as much is read, and the sizes alone are checked. */
export const maxMovieBytes = 16 * 1024 * 1024;
const maxFragmentBytes = 4 * 1024 * 1024;
const maxMetadataBytes = 1024 * 1024;
/** So many zeros at the end of a fragment's data are looked for. Of small data, their second half, if it is not tiny. */
const holeBytes = 512;
const leastHole = 64;

/** Less than a head is left at the end of the file: the beginning of one, rather than stray bytes. */
const isCutHead = (bytes: Uint8Array): boolean => {
  if (bytes.length < 4 || bytes[0] !== 0) return false;
  const size = u32(bytes, 0);
  const type = ascii(bytes, 4, Math.min(8, bytes.length));
  return (size >= 8 && /^[A-Za-z0-9 ]*$/.test(type)) || (size === 1 && isTopLevel(type));
};

const isData = (type: string): boolean => type === 'mdat' || type === 'imda';

/** How many zeros are at the end of a range, of its last 64 KiB at most. */
function* zerosAtEnd(from: number, to: number): Reading<number> {
  const at = Math.max(from, to - pieceBytes);
  const { bytes } = yield { at, length: to - at };
  return bytes.length - 1 - bytes.findLastIndex((byte) => byte !== 0);
}

function* isHollow(from: number, to: number): Reading<boolean> {
  const { bytes } = yield { at: from, length: to - from };
  return isZero(bytes);
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
  } else if (type === 'sidx' && head.size !== undefined) {
    const { bytes } = yield { at: from, length: Math.min(to - from, maxMetadataBytes) };
    found.promised = Math.max(found.promised, endOfIndexed(bytes, to));
  } else if (isData(type)) {
    const filledAt = found.nonZero ? from : yield* findNonZero(from, to);
    found.nonZero ||= filledAt !== undefined;
    if (filledAt !== undefined && !found.movie?.fragmented) {
      const zeros = yield* zerosAtEnd(filledAt, to);
      found.lastZeros = { from: to - zeros, to };
    } else if (to - from >= 2 * leastHole) {
      const at = Math.max(from + Math.floor((to - from) / 2), to - holeBytes);
      const hollow = filledAt === undefined || (yield* isHollow(Math.max(filledAt, at), to));
      if (hollow) found.holes.add(at, to);
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
    holes: new Extents(),
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
  /** The box before, if it is likely to be one. */
  let last: string | undefined;
  for (;;) {
    const { bytes, size } = yield { at, length: headBytes };
    if (bytes.length === 0) {
      found.size = size;
      if (size < at) found.cutBox = last;
      break;
    }
    const head = boxHead(bytes);
    if (!head) {
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
    last = likely ? head.type : undefined;
    yield* readPayload(found, head, at, bytes.subarray(head.bytes));
    if (found.movie?.fault) break;
    const end = head.size === undefined ? yield* sizeOfFile() : at + head.size;
    if (isData(head.type)) {
      found.data.add(at + head.bytes, end);
      found.dataBytes += end - at - head.bytes;
    }
    at = end;
  }
  return judgeBoxes(found);
}
