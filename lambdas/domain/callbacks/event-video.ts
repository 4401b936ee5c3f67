import type { EventVideo } from '../../contract/video-event.ts';
import type { Video } from '../task/task.ts';

/** What is told of a film: null for what nobody said, as for everything in videos from before films were read. */
export type FilmTold = Pick<
  EventVideo,
  | 'width'
  | 'height'
  | 'rotation'
  | 'fps'
  | 'codec'
  | 'hasAudio'
  | 'durationSeconds'
  | 'providerDurationSeconds'
  | 'provenance'
  | 'lastFrame'
  | 'cover'
>;

export const filmTold = (video: Video): FilmTold => ({
  width: video.width ?? null,
  height: video.height ?? null,
  rotation: video.rotation ?? null,
  fps: video.fps ?? null,
  codec: video.codec ?? null,
  hasAudio: video.hasAudio ?? null,
  durationSeconds: video.durationSeconds ?? null,
  providerDurationSeconds: video.providerDurationSeconds ?? null,
  provenance: video.provenance ?? null,
  lastFrame: video.lastFrame ?? null,
  cover: video.cover ?? null,
});
