import type { Extents } from './extents.ts';
import type { Movie } from './movie.ts';
import { boxFormat, movieFacts } from './movie-facts.ts';
import { isStill, neverSilent, neverZero } from './sample-entry.ts';
import { readSampleTable, type Tally } from './sample-table.ts';
import { isNeeded, type Track } from './track.ts';
import type { BrokenReason, MediaVerdict, VideoFacts } from './verdict.ts';

/** What was met on the way through the top-level boxes. */
export interface BoxFindings {
  brand: string | undefined;
  movie: Movie | undefined;
  fragments: number;
  /** Frames in fragments, by track. */
  readonly tallies: Map<number, Tally>;
  /** Where the fragments say that their frames are. */
  readonly needed: Extents;
  /** Where picture data can be: the payloads of `mdat` boxes. */
  readonly data: Extents;
  dataBytes: number;
  /** The index that writers put behind the last fragment was met, and no fragment after it. */
  closed: boolean;
  /** Where the file must reach, by its segment index. */
  promised: number;
  /** Some byte of the data is not zero. */
  nonZero: boolean;
  /** The zeros at the end of the last data box. */
  lastZeros: { readonly from: number; readonly to: number } | undefined;
  /** Ends of fragments' data that are nothing but zeros. */
  readonly holes: Extents;
  c2pa: boolean;
  aigcLabel: boolean;
  metaOnly: boolean;
  /** A fragment was too large, or came before the index. */
  unread: boolean;
  fault: string | undefined;
  /** The box that goes on after the end of the file. */
  cutBox: string | undefined;
  /** Where bytes begin that are no box. */
  strayAt: number | undefined;
  /** They are more than a few, and not zeros. */
  strayBytes: boolean;
  /** A box that films have was met. */
  known: boolean;
  size: number;
}

interface Refusal {
  readonly reason: BrokenReason;
  readonly detail: string;
}

/** A frame's data end in so many zeros only if they were never written. */
const holeBytes = 512;

/** A track's frames in the index and in the fragments. */
const withFragments = ({ tallies }: BoxFindings, { id }: Track, { samples, ticks }: Tally): Tally => {
  const more = tallies.get(id) ?? { samples: 0, ticks: 0 };
  return { samples: samples + more.samples, ticks: ticks + more.ticks };
};

/** Reads the sample tables of all tracks: how many frames there are, and what is wrong with their places. */
const checkTables = (found: BoxFindings, movie: Movie, tallies: Map<Track, Tally>): Refusal | undefined => {
  let refusal: Refusal | undefined;
  let lastFrames = { from: 0, to: 0 };
  const refuse = (reason: BrokenReason, detail: string): void => {
    refusal ??= { reason, detail };
  };
  const placed = (from: number, to: number): void => {
    if (to > found.size) {
      refuse('samples_outside_data', `Frames end at byte ${to} of a file of ${found.size} bytes.`);
    } else if (!found.data.overfull && !found.data.holds(from, to)) {
      refuse('samples_outside_data', `The frames at bytes ${from} to ${to} are not in the media data.`);
    }
  };
  for (const track of movie.tracks) {
    const checked = isNeeded(track);
    const solid = neverZero(track.entry?.codec);
    const use = (from: number, to: number): void => {
      if (checked) placed(from, to);
      if (checked && solid && to > lastFrames.to) lastFrames = { from, to };
    };
    const note = (detail: string): void => {
      if (checked) refuse('malformed', detail);
    };
    const table = readSampleTable(movie.bytes, track, movie.fragmented, use, note);
    tallies.set(track, withFragments(found, track, table));
  }
  for (const [from, to] of found.needed.each()) placed(from, to);
  const { lastZeros } = found;
  if (!refusal && lastZeros && lastFrames.to <= lastZeros.to) {
    const hole = lastFrames.to - Math.max(lastZeros.from, lastFrames.from);
    if (hole >= Math.min(holeBytes, lastFrames.to - lastFrames.from)) {
      refuse('no_media_data', `The last frames are nothing but zeros: ${hole} bytes of them.`);
    }
  }
  return refusal;
};

const strayOf = ({ strayAt }: BoxFindings): string =>
  strayAt === undefined ? '' : ` From byte ${strayAt} on, the file is no boxes.`;

const incomplete = (found: BoxFindings): Refusal | undefined => {
  const { cutBox, promised, size, movie } = found;
  if (movie?.fault) return { reason: 'malformed', detail: movie.fault };
  if (cutBox !== undefined) {
    return {
      reason: 'truncated',
      detail: `The ${cutBox || 'last'} box goes on after the file's ${size} bytes.`,
    };
  }
  if (promised > size) {
    return {
      reason: 'truncated',
      detail: `The segments end at byte ${promised} of a file of ${size} bytes.`,
    };
  }
  if (found.fault !== undefined) return { reason: 'malformed', detail: found.fault };
  return undefined;
};

/** What the index needs beside it. */
const withoutData = (found: BoxFindings): Refusal | undefined => {
  if (found.fragments > 0 && found.strayBytes) {
    return { reason: 'malformed', detail: `Fragments may be missing.${strayOf(found)}` };
  }
  if (found.dataBytes === 0) {
    return { reason: 'no_media_data', detail: `The file has no media data.${strayOf(found)}` };
  }
  return undefined;
};

/** The film's own track: the first with frames that is not a still picture, if there is one. */
const pictureOf = (movie: Movie, tallies: ReadonlyMap<Track, Tally>, unread: boolean): Track | undefined => {
  const videos = movie.tracks.filter((track) => track.handler === 'vide');
  const filled = videos.filter((track) => unread || (tallies.get(track)?.samples ?? 0) > 0);
  return filled.find((track) => !isStill(track.entry?.codec)) ?? filled[0];
};

/** The facts of a file that is refused, as its index has them. */
const factsOfRefused = (found: BoxFindings, movie: Movie): VideoFacts => {
  const nothing = (): void => {};
  const tallies = new Map<Track, Tally>();
  for (const track of movie.unread ? [] : movie.tracks) {
    const table = readSampleTable(movie.bytes, track, movie.fragmented, nothing, nothing);
    tallies.set(track, withFragments(found, track, table));
  }
  return movieFacts(movie, pictureOf(movie, tallies, movie.unread), tallies, found);
};

const emptyOf = (found: BoxFindings, video: Track | undefined): Refusal | undefined => {
  if (!found.nonZero && (!video || neverZero(video.entry?.codec))) {
    return { reason: 'no_media_data', detail: 'The media data are nothing but zeros.' };
  }
  return undefined;
};

/** Frames of which the end was never written. What no run of frames needs may be padding. */
const holeInFragment = ({ holes, needed }: BoxFindings, { tracks }: Movie): boolean => {
  const solid = tracks
    .filter(isNeeded)
    .every(({ handler, entry }) =>
      handler === 'vide' ? neverZero(entry?.codec) : neverSilent(entry?.codec),
    );
  // A run of frames in these data ends with them, if it needs their end.
  const starts = new Map([...needed.each()].map(([start, end]) => [end, start]));
  return solid && [...holes.each()].some(([from, to]) => (starts.get(to) ?? from) < from);
};

/** The verdict on a file of boxes, once its end is known. */
export const judgeBoxes = (found: BoxFindings): MediaVerdict => {
  const { movie } = found;
  const broken = ({ reason, detail }: Refusal): MediaVerdict => ({
    kind: 'broken',
    reason,
    detail,
    format: boxFormat(found.brand, found.fragments > 0),
    ...(movie && !movie.fault && { facts: factsOfRefused(found, movie) }),
  });
  if (!movie && !found.known) return { kind: 'not_a_video', looksLike: 'unknown' };
  const pictures = /^(hei|hev|mif|msf|avi[fs]|jxl|jp2)/.test(found.brand ?? '');
  if (!movie && found.cutBox === undefined && (pictures || (found.metaOnly && found.dataBytes > 0))) {
    return { kind: 'not_a_video', looksLike: 'picture' };
  }
  const cut = incomplete(found);
  if (cut) return broken(cut);
  if (!movie) {
    return broken({ reason: 'no_movie', detail: `The file has no index (moov box).${strayOf(found)}` });
  }
  const lacking = withoutData(found);
  if (lacking) return broken(lacking);

  const unread = movie.unread || found.unread;
  const tallies = new Map<Track, Tally>();
  const wrong = unread ? undefined : checkTables(found, movie, tallies);
  const videos = movie.tracks.filter((track) => track.handler === 'vide');
  const video = pictureOf(movie, tallies, unread);
  if (videos.length === 0 && !unread) {
    const sound = movie.tracks.some((track) => track.handler === 'soun');
    if (sound) return { kind: 'not_a_video', looksLike: 'audio' };
    if (pictures) return { kind: 'not_a_video', looksLike: 'picture' };
  }
  if (wrong) return broken(wrong);
  if (!video && !unread) return broken({ reason: 'no_samples', detail: 'The index lists no picture.' });
  const empty = emptyOf(found, video);
  if (empty) return broken(empty);
  if (holeInFragment(found, movie)) {
    return broken({
      reason: 'no_media_data',
      detail: 'The last frames of a fragment are nothing but zeros.',
    });
  }
  const exact = !unread && !found.data.overfull && !found.needed.overfull && !video?.external;
  return {
    kind: 'whole',
    facts: movieFacts(movie, video, tallies, found),
    checked: exact ? 'samples' : 'structure',
    endProved: exact && (found.closed || (!movie.fragmented && found.fragments === 0)),
  };
};
