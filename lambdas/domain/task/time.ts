/** Milliseconds since the epoch. */
export type Millis = number;

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Time as the domain sees it. */
export interface Clock {
  now(): Millis;
}

/** ISO 8601 in UTC, as events and answers show times. */
export const iso = (time: Millis): string => new Date(time).toISOString();
