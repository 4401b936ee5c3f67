import type { GenerationTime, Observation } from './estimate-store.ts';

export interface WeightedObservation extends GenerationTime {
  readonly weight: number;
}

/** Tasks that are compared with the newest as one: so soon a change of the provider's speed is followed. */
const stretchLength = 10;
/** A stretch's weight relative to the next newer one. */
const fading = 0.97;
/** Of one observation. A poisoned one could only mislead: a page has about a score of tasks. */
const maxCount = 20;
const maxObservations = 200;
const maxSeconds = 7 * 24 * 3_600;

/**
 * What counts of the observations, newest first: the newest ten, and the earlier stretches of ten as far as they look
 * like these. So a load that comes and goes is followed within ten tasks, with all that is known of it from
 * earlier times. What cannot be true is left out.
 */
export const weightedObservations = (
  observations: readonly Observation[],
): readonly WeightedObservation[] => {
  const stretches = stretchesOf(observations.filter(isUsable).slice(0, maxObservations));
  return stretches.flatMap((stretch, age) => {
    const weight = fading ** age * likeness(stretches[0] ?? [], stretch);
    return weight === 0 ? [] : stretch.map((seen) => ({ ...seen, weight: seen.weight * weight }));
  });
};

const isUsable = ({ fromSeconds, toSeconds, count }: Observation): boolean =>
  fromSeconds >= 0 && toSeconds > fromSeconds && toSeconds <= maxSeconds && count > 0;

const stretchesOf = (observations: readonly Observation[]): WeightedObservation[][] => {
  const stretches: WeightedObservation[][] = [];
  let length = stretchLength;
  for (const { fromSeconds, toSeconds, count } of observations) {
    const weight = Math.min(count, maxCount);
    if (length >= stretchLength) {
      stretches.push([]);
      length = 0;
    }
    stretches.at(-1)?.push({ fromSeconds, toSeconds, weight });
    length += weight;
  }
  return stretches;
};

/** So few say nothing about a change. */
const fewest = 5;

/**
 * From 1, for what chance makes of one provider, to 0 at two and a half standard errors: by ranks (Mann and Whitney), which need
 * no shape.
 */
const likeness = (newer: readonly WeightedObservation[], older: readonly WeightedObservation[]): number => {
  const [m, n] = [totalOf(newer), totalOf(older)];
  if (n < fewest) return 1;
  let ahead = 0;
  for (const a of newer) for (const b of older) ahead += a.weight * b.weight * aheadOf(a, b);
  const errors = Math.abs(ahead - (m * n) / 2) / Math.sqrt((m * n * (m + n + 1)) / 12);
  return Math.min(1, Math.max(0, 2.5 - errors));
};

const totalOf = (stretch: readonly WeightedObservation[]): number =>
  stretch.reduce((sum, { weight }) => sum + weight, 0);

const middle = ({ fromSeconds, toSeconds }: GenerationTime): number => (fromSeconds + toSeconds) / 2;
const aheadOf = (a: GenerationTime, b: GenerationTime): number => (Math.sign(middle(b) - middle(a)) + 1) / 2;
