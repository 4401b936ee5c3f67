import { type ElementHead, elementHead, elementHeadBytes, elementsIn, isTiled, letters } from './ebml.ts';
import { holdsTag, readDuration, readTracks, type Tracks } from './matroska-facts.ts';
import { findNonZero, isZero, nowhere, type Reading, sizeOfFile } from './reading.ts';
import { neverZero } from './sample-entry.ts';
import { type BrokenReason, type Format, formats, type MediaVerdict, type VideoFacts } from './verdict.ts';

const [ebml, segment, cluster, info, trackList, tags] = [
  0x1a45dfa3, 0x18538067, 0x1f43b675, 0x1549a966, 0x1654ae6b, 0x1254c367,
];
/** Elements that hold nothing but what they are read for, and are small. */
const maxElementBytes = 1024 * 1024;

interface Findings {
  docType: string | undefined;
  tracks: Tracks | undefined;
  durationSeconds: number;
  /** A cluster with data was met. */
  filled: boolean;
  aigcLabel: boolean;
  fault: string | undefined;
  /** The file says how long it is. */
  sized: boolean;
}

/** Reads the payload of one of the few elements that matter. */
function* readElement(found: Findings, { id }: ElementHead, from: number, size: number): Reading<void> {
  if (![ebml, info, trackList, tags].includes(id)) return;
  const { bytes } = yield { at: from, length: Math.min(size, maxElementBytes) };
  if (bytes.length === size && !isTiled(bytes))
    found.fault ??= `The element at byte ${from} holds a part of one.`;
  if (id === ebml) {
    for (const field of elementsIn(bytes)) if (field.id === 0x4282) found.docType = letters(field.payload);
  } else if (id === info) found.durationSeconds = readDuration(bytes);
  else if (id === trackList) found.tracks ??= readTracks(bytes);
  else found.aigcLabel ||= holdsTag(bytes);
}

/**
 * Reads WebM and Matroska as far as their sizes go: a segment, a cluster or any element that goes on after the end of
 * the file shows that bytes are missing. Elements of unknown size, as in a live recording, are walked through.
 */
export function* readMatroska(): Reading<MediaVerdict> {
  const found: Findings = {
    docType: undefined,
    tracks: undefined,
    durationSeconds: 0,
    filled: false,
    aigcLabel: false,
    fault: undefined,
    sized: false,
  };
  const format = () => (found.docType === 'webm' ? formats.webm : formats.mkv);
  const broken = (reason: BrokenReason, detail: string): MediaVerdict => ({
    kind: 'broken',
    reason,
    detail,
    format: format(),
    ...(found.tracks && { facts: factsOf(found, found.tracks, format()) }),
  });
  let at = 0;
  /** Where the segment must end, if it says so; where its payload begins, if it does not. */
  let segmentEnd = 0;
  let open = false;
  let inCluster = false;
  for (;;) {
    // Two bytes more than a head: the first of a cluster's payload show if it was ever written.
    const { bytes, size } = yield { at, length: elementHeadBytes + 2 };
    const done = at >= segmentEnd && !open;
    if (bytes.length === 0) {
      if (size < at) return broken('truncated', `An element ends at byte ${at} of a file of ${size} bytes.`);
      if (size < segmentEnd) {
        return broken('truncated', `The segment ends at byte ${segmentEnd} of a file of ${size} bytes.`);
      }
      break;
    }
    const head = elementHead(bytes);
    if (typeof head === 'string') {
      const zeros = (yield* findNonZero(at, nowhere)) === undefined;
      if (done || (open && zeros)) {
        yield* sizeOfFile();
        break;
      }
      if (zeros) return broken('no_media_data', `From byte ${at} on, the file is zeros.`);
      if (head === 'short') return broken('truncated', `The file ends within an element at byte ${at}.`);
      return broken('malformed', `At byte ${at}, the file is no elements.`);
    }
    const from = at + head.bytes;
    const known = [ebml, segment, cluster, info, trackList, tags].includes(head.id);
    if (done && segmentEnd > 0 && !known) {
      yield* sizeOfFile();
      break;
    }
    if (known) inCluster = false;
    if (head.id === segment) {
      open = head.size === undefined;
      found.sized = !open;
      segmentEnd = from + (head.size ?? 0);
      at = from;
      continue;
    }
    if (head.size === undefined) {
      inCluster = head.id === cluster;
      at = from;
      continue;
    }
    const end = from + head.size;
    if (at < segmentEnd && end > segmentEnd) {
      return broken('malformed', `An element ends at byte ${end}, after its segment's end at ${segmentEnd}.`);
    }
    if (head.id === cluster && head.size > 0 && bytes[head.bytes] === 0) {
      return broken('no_media_data', `The cluster at byte ${at} begins with zeros.`);
    }
    const solid = neverZero(found.tracks?.codec) && !found.tracks?.pcm;
    if (head.id === cluster && solid && (yield* endsInZeros(from, end))) {
      return broken('no_media_data', `The cluster at byte ${at} ends in zeros.`);
    }
    if (head.id === cluster || inCluster) found.filled ||= head.size > 0;
    yield* readElement(found, head, from, head.size);
    at = end;
  }
  return verdictOf(found, broken, format);
}

/** No frame ends in so many zeros: they were never written. */
const holeBytes = 512;

/** The last 512 bytes of a range, or the second half of a smaller one, are nothing but zeros. */
function* endsInZeros(from: number, to: number): Reading<boolean> {
  const length = Math.min(holeBytes, Math.floor((to - from) / 2));
  const { bytes } = yield { at: to - length, length };
  return length >= 16 && bytes.length === length && isZero(bytes);
}

const verdictOf = (
  found: Findings,
  broken: (reason: BrokenReason, detail: string) => MediaVerdict,
  format: () => Format,
): MediaVerdict => {
  const { tracks } = found;
  if (found.fault !== undefined) return broken('malformed', found.fault);
  if (!tracks) return broken('no_movie', 'The file has no list of tracks.');
  if (!tracks.picture && tracks.sound) return { kind: 'not_a_video', looksLike: 'audio' };
  if (!tracks.picture) return broken('no_samples', 'The list of tracks has no picture.');
  if (!found.filled) return broken('no_media_data', 'The file has no cluster with data.');
  const facts = factsOf(found, tracks, format());
  return { kind: 'whole', facts, checked: 'structure', endProved: found.sized };
};

const factsOf = (found: Findings, tracks: Tracks, format: Format): VideoFacts => {
  const { picture: _picture, pcm: _pcm, sound, ...facts } = tracks;
  const { durationSeconds, aigcLabel } = found;
  return {
    ...format,
    ...facts,
    hasAudio: sound,
    ...(durationSeconds > 0 && { durationSeconds }),
    provenance: { c2pa: false, aigcLabel },
  };
};
