import type { GenerationTime, Observation, ObservationPage } from './estimate-store.ts';

export interface WeightedObservation extends GenerationTime {
  readonly weight: number;
}

/** A page's weight relative to the next newer one: half of it is gone after two more pages. */
const fading = 0.75;

/**
 * What counts of the pages, newest first: all up to the first that shows a provider of another speed. So old ones
 * fade, and those from before a change are out as soon as the change is plain. What cannot be true is left out.
 */
export const weightedObservations = (pages: readonly ObservationPage[]): readonly WeightedObservation[] => {
  const usable = pages.map((page) => page.filter(isUsable));
  const changed = usable.findIndex((page, n) => n > 0 && differ(usable.slice(0, n).flat(), page));
  const current = changed === -1 ? usable : usable.slice(0, changed);
  return current.flatMap((page, age) =>
    page.map(({ fromSeconds, toSeconds, count }) => ({
      fromSeconds,
      toSeconds,
      weight: Math.min(count, maxCount) * fading ** age,
    })),
  );
};

/** However often it was seen: beyond that, a page teaches nothing more, and a poisoned one could only mislead. */
const maxCount = 1_000;
const maxSeconds = 7 * 24 * 3_600;

const isUsable = ({ fromSeconds, toSeconds, count }: Observation): boolean =>
  fromSeconds >= 0 && toSeconds > fromSeconds && toSeconds <= maxSeconds && count > 0;

/** So many standard errors apart, two means are of different things. */
const plain = 3;

const differ = (newer: readonly Observation[], older: readonly Observation[]): boolean => {
  const [a, b] = [momentsOf(newer), momentsOf(older)];
  if (a.count < 5 || b.count < 5) return false;
  return Math.abs(a.mean - b.mean) > plain * Math.sqrt(a.variance / a.count + b.variance / b.count);
};

/** Of the logarithms of the middles. A spread below a tenth is taken for chance. */
const momentsOf = (sightings: readonly Observation[]) => {
  let [count, sum, squares] = [0, 0, 0];
  for (const { fromSeconds, toSeconds, count: times } of sightings) {
    const logarithm = Math.log((fromSeconds + toSeconds) / 2);
    count += times;
    sum += times * logarithm;
    squares += times * logarithm ** 2;
  }
  const mean = sum / count;
  return { count, mean, variance: Math.max(squares / count - mean ** 2, 0.01) };
};
