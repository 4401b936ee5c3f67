import { hour, type Millis } from '../task/time.ts';

/** Consecutive failures after which a person should look: the first ones may pass by themselves. */
const alarmingFailures = 3;

/** In the last hours before the provider deletes a video, each failure counts. */
const lastHours: Millis = 4 * hour;

/** Whether a finished video that could not be read or copied is to be reported: once after three failures, and at the end. */
export const isVideoAtRisk = (failures: number, millisLeft: Millis): boolean =>
  failures === alarmingFailures || (failures > 0 && millisLeft < lastHours);
