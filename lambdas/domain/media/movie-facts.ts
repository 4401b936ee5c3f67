import type { Movie } from './movie.ts';
import { rounded } from './reading.ts';
import type { Tally } from './sample-table.ts';
import { isPlayed, type Track } from './track.ts';
import { type Container, type Format, formats, type VideoFacts } from './verdict.ts';

const containerOf = (brand: string): Container => {
  if (brand === 'qt  ') return 'mov';
  if (brand.startsWith('M4V')) return 'm4v';
  if (brand.startsWith('3g2')) return '3g2';
  return /^3g[a-z]/.test(brand) ? '3gp' : 'mp4';
};

/** By the major brand (mp4ra.org, "Brands"). */
export const brandFormat = (brand: string): Format => formats[containerOf(brand)];

/** Files older than brands are QuickTime's, but those in fragments. */
export const boxFormat = (brand: string | undefined, fragmented: boolean): Format => {
  if (brand !== undefined) return brandFormat(brand);
  return fragmented ? formats.mp4 : formats.mov;
};

const secondsOf = (track: Track, tally: Tally | undefined): number =>
  tally && track.timescale > 0 ? tally.ticks / track.timescale : 0;

/** In fragments the index knows only its own part of the film, if any: what the frames come to counts. */
const durationOf = (movie: Movie, tallies: ReadonlyMap<Track, Tally>, inFragments: boolean): number => {
  if (!inFragments && movie.duration > 0) return movie.duration;
  const played = movie.tracks.filter(isPlayed);
  return Math.max(0, ...played.map((track) => secondsOf(track, tallies.get(track))));
};

/** What the index says about the picture and the sound. */
export const movieFacts = (
  movie: Movie,
  video: Track | undefined,
  tallies: ReadonlyMap<Track, Tally>,
  found: {
    readonly brand: string | undefined;
    readonly fragments: number;
    readonly c2pa: boolean;
    readonly aigcLabel: boolean;
  },
): VideoFacts => {
  const { entry, shown, rotation } = video ?? {};
  const tally = video && tallies.get(video);
  const seconds = video ? secondsOf(video, tally) : 0;
  const duration = durationOf(movie, tallies, found.fragments > 0);
  const width = entry?.width || shown?.width;
  const height = entry?.height || shown?.height;
  const sounds = movie.tracks.filter(({ handler }) => handler === 'soun');
  const known = movie.tracks.length > 0;
  return {
    ...boxFormat(found.brand, found.fragments > 0),
    ...(width && { width }),
    ...(height && { height }),
    ...(rotation && { rotation }),
    ...(tally && seconds > 0 && { fps: rounded(tally.samples / seconds) }),
    ...(entry && { codec: entry.codec, sampleEntry: entry.type }),
    ...(known && { hasAudio: sounds.some((track) => tallies.get(track)?.samples !== 0) }),
    ...(duration > 0 && { durationSeconds: rounded(duration) }),
    provenance: { c2pa: found.c2pa, aigcLabel: found.aigcLabel || movie.aigcLabel },
  };
};
