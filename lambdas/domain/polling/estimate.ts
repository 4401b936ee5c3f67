import { between, type Curve } from './curve.ts';
import type { EstimateKey, Observation } from './estimate-store.ts';
import { type Lognormal, lognormalShare } from './lognormal.ts';
import { type WeightedObservation, weightedObservations } from './observation-weights.ts';
import { shapeOf } from './observed-shape.ts';
import { priorOf } from './prior.ts';

/** The generation time as a distribution on a grid. */
export interface Estimate {
  readonly stepSeconds: number;
  /** At `n`: the share of tasks that are finished `n` steps after they began. From 0 to 1, never falling. */
  readonly finished: Curve;
}

/** How far and how finely a distribution is looked at: 2 h in seconds, flex a day in 20 s. */
const grids = {
  default: { stepSeconds: 1, steps: 7_200 },
  flex: { stepSeconds: 20, steps: 4_320 },
} as const;

/**
 * What is to be expected of a task's generation time: what is documented, corrected by what was seen. Place and width come
 * first (Bayes' rule over a family of lognormal distributions around the documented one, which a score of sightings outweighs),
 * then the shape, which may be any. With nothing seen it is the prior. Whatever is seen, it is a distribution.
 */
export const estimateOf = (key: EstimateKey, observations: readonly Observation[]): Estimate => {
  const { stepSeconds, steps } = grids[key.serviceTier];
  const sightings = weightedObservations(observations);
  const candidates = posterior(priorOf(key), sightings);
  const knots = knotsUpTo(steps);
  const shares = knots.map((knot) => shareOf(candidates, knot * stepSeconds));
  const family = interpolated(knots, shares, steps);
  const shareAfter = (seconds: number): number => between(family, seconds / stepSeconds);
  const shape = shapeOf(
    sightings.map(({ fromSeconds, toSeconds, weight }) => ({
      from: shareAfter(fromSeconds),
      to: shareAfter(toSeconds),
      weight,
    })),
  );
  return { stepSeconds, finished: family.map((share) => between(shape, share * (shape.length - 1))) };
};

const made = new WeakMap<readonly Observation[], Map<string, Estimate>>();

/** The same, made once for each list: a warm function keeps one for a minute. */
export const estimateFrom = (key: EstimateKey, observations: readonly Observation[]): Estimate => {
  const name = `${key.model} ${key.serviceTier}`;
  const ofList = made.get(observations) ?? new Map<string, Estimate>();
  made.set(observations, ofList);
  const estimate = ofList.get(name) ?? estimateOf(key, observations);
  ofList.set(name, estimate);
  return estimate;
};

interface Candidate {
  readonly body: Lognormal;
  readonly tail: Lognormal;
  weight: number;
}

/** One task in twenty is far slower than the others, whatever the model. It keeps one odd sighting from mattering, too. */
const tailShare = 0.05;

const shareAt = ({ body, tail }: Candidate, seconds: number): number =>
  (1 - tailShare) * lognormalShare(body, seconds) + tailShare * lognormalShare(tail, seconds);

const shareOf = (candidates: readonly Candidate[], seconds: number): number =>
  candidates.reduce((sum, candidate) => sum + candidate.weight * shareAt(candidate, seconds), 0);

const range = (from: number, to: number, step: number): number[] =>
  Array.from({ length: Math.round((to - from) / step) + 1 }, (_, n) => from + n * step);

/** Medians from a fifth to five times the documented one, spreads from a sixth to two and a half times. */
const shifts = range(-1.6, 1.6, 0.05);
const stretches = range(-1.8, 0.9, 0.45);

const bell = (x: number, sigma: number): number => Math.exp(-((x / sigma) ** 2) / 2) / sigma;
/** The documentation is right to some per cent, or, in one case of ten, says little. */
const shiftWeight = (shift: number): number => 0.9 * bell(shift, 0.08) + 0.1 * bell(shift, 0.8);
const stretchWeight = (stretch: number): number => 0.97 * bell(stretch, 0.35) + 0.03 * bell(stretch, 1);

const posterior = (prior: Lognormal, sightings: readonly WeightedObservation[]): readonly Candidate[] => {
  const candidates = shifts.flatMap((shift) =>
    stretches.map((stretch) => {
      const body = { mu: prior.mu + shift, sigma: prior.sigma * Math.exp(stretch) };
      const tail = { mu: body.mu + 1.1, sigma: 0.8 };
      return { body, tail, weight: shiftWeight(shift) * stretchWeight(stretch) };
    }),
  );
  const likelihoods = candidates.map((candidate) => logLikelihood(candidate, sightings));
  const best = Math.max(...likelihoods);
  let total = 0;
  candidates.forEach((candidate, n) => {
    candidate.weight *= Math.exp((likelihoods[n] ?? best) - best);
    total += candidate.weight;
  });
  for (const candidate of candidates) candidate.weight /= total;
  // What is left out weighs less than a thousandth in all.
  return candidates.filter(({ weight }) => weight > 1e-6);
};

const logLikelihood = (candidate: Candidate, sightings: readonly WeightedObservation[]): number =>
  sightings.reduce((sum, { fromSeconds, toSeconds, weight }) => {
    const share = shareAt(candidate, toSeconds) - shareAt(candidate, fromSeconds);
    return sum + weight * Math.log(Math.max(share, 1e-9));
  }, 0);

/** Every step at first, then 2 % apart. */
const knotsUpTo = (steps: number): number[] => {
  const knots = [0];
  for (let knot = 1; knot < steps; knot = Math.max(knot + 1, Math.round(knot * 1.02))) knots.push(knot);
  return [...knots, steps];
};

const interpolated = (knots: readonly number[], shares: readonly number[], steps: number): Curve => {
  const finished = new Float64Array(steps + 1);
  for (let n = 1; n < knots.length; n++) {
    const [from = 0, to = 0] = [knots[n - 1], knots[n]];
    const [low = 0, high = 0] = [shares[n - 1], shares[n]];
    for (let at = from; at <= to; at++) finished[at] = low + ((high - low) * (at - from)) / (to - from);
  }
  // Past the grid nothing is distinguished.
  finished[steps] = 1;
  return finished;
};

/** The number of seconds after which this share of tasks is finished. */
export const quantile = ({ stepSeconds, finished }: Estimate, share: number): number => {
  const n = finished.findIndex((done) => done >= share);
  return Math.max(0, n) * stepSeconds;
};
