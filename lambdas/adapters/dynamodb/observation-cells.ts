import type { GenerationTime, Observation } from '../../domain/polling/estimate-store.ts';

/**
 * Sightings are counted in cells: 5 s steps up to 200 s, and 3 % above, so that a page has few counters whatever the
 * provider does.
 */
const fineStep = 5;
const fineUpTo = 200;
const coarseRatio = 1.03;

const rounded = (seconds: number): number => {
  if (seconds <= fineUpTo) return Math.round(seconds / fineStep) * fineStep;
  const steps = Math.round(Math.log(seconds / fineUpTo) / Math.log(coarseRatio));
  return Math.round(fineUpTo * coarseRatio ** steps);
};

/** The name of the counter for a sighting. */
export const cellOf = ({ fromSeconds, toSeconds }: GenerationTime): string => {
  const from = rounded(fromSeconds);
  return `seen_${from}_${Math.max(rounded(toSeconds), from + fineStep)}`;
};

/** The counters of an item; whatever else it holds is passed over. */
export const observationsOf = (item: Readonly<Record<string, unknown>>): Observation[] =>
  Object.entries(item).flatMap(([name, count]) => {
    const [, from, to] = /^seen_(\d{1,9})_(\d{1,9})$/.exec(name) ?? [];
    if (from === undefined || to === undefined || typeof count !== 'number' || !Number.isFinite(count))
      return [];
    return [{ fromSeconds: Number(from), toSeconds: Number(to), count }];
  });
