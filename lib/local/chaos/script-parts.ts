import type { TaskScript } from '../provider/task-script.ts';

/** Gives a number in [0, 1) for a word, the same for the same seed. */
type Draw = (what: string) => number;

export const between = (least: number, most: number, share: number): number =>
  Math.round(least + (most - least) * share);

export const minutes = 60;
export const hours = 60 * minutes;
export const kilo = 1000;
export const mega = 1000 * kilo;
export const mebi = 1024 * 1024;

/** Seconds as the provider's documentation gives them, and shorter ones. */
export const usualTimes = (draw: Draw): Partial<TaskScript> => ({
  queuedSeconds: between(0, 4 * minutes, draw('queued') ** 2),
  generatingSeconds: between(40, 8 * minutes, draw('generating')),
});

export const ofBytes = (least: number, most: number, draw: Draw): Partial<TaskScript> => ({
  ...usualTimes(draw),
  video: { bytes: between(least, most, draw('bytes')) },
});
