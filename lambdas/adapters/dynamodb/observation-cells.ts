import type { GenerationTime, Observation } from '../../domain/polling/estimate-store.ts';
import { type Millis, minute } from '../../domain/task/time.ts';

/** An observation, and when it was made, to the minute; 0 if that was not kept. */
export interface DatedObservation extends Observation {
  readonly at: Millis;
}

/** The name of the counter for a sighting: whole seconds and the minute. A page is full after about twenty, whatever they are. */
export const cellOf = ({ fromSeconds, toSeconds }: GenerationTime, now: Millis): string => {
  const from = Math.round(fromSeconds);
  return `seen_${from}_${Math.max(Math.round(toSeconds), from + 1)}_${Math.floor(now / minute)}`;
};

/**
 * The counters of an item; whatever else it holds is passed over. Attributes have no order, so that the time is part
 * of their names. Earlier versions wrote none.
 */
export const observationsOf = (item: Readonly<Record<string, unknown>>): DatedObservation[] =>
  Object.entries(item).flatMap(([name, count]) => {
    const [, from, to, minutes = 0] = /^seen_(\d{1,9})_(\d{1,9})(?:_(\d{1,9}))?$/.exec(name) ?? [];
    if (from === undefined || to === undefined || typeof count !== 'number' || !Number.isFinite(count))
      return [];
    return [{ fromSeconds: Number(from), toSeconds: Number(to), count, at: Number(minutes) * minute }];
  });
