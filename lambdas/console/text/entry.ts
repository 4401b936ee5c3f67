import type { DeliveryView } from '../../handlers/api/answer-schemas.ts';
import type { Tone } from './words.ts';

/** One thing that happened to a task, or will. */
export interface Entry {
  /** ISO 8601; null if the time is not known. */
  readonly at: string | null;
  readonly title: string;
  readonly tone: Tone;
  readonly details: readonly string[];
  /** What somebody else said, word for word. */
  readonly quote?: string;
  /** It is still to come. */
  readonly expected?: true;
}

export const entry = (
  at: string | null,
  title: string,
  tone: Tone,
  details: readonly string[] = [],
): Entry => ({
  at,
  title,
  tone,
  details,
});

/** `delivery 1`, `delivery 2 to the event bus`. */
export const nameOf = ({ number, destination }: Pick<DeliveryView, 'number' | 'destination'>): string =>
  `delivery ${number}${destination === 'bus' ? ' to the event bus' : ''}`;
