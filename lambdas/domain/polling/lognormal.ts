/** The distribution of a time whose logarithm is normal: as generation times are, with a few very long ones. */
export interface Lognormal {
  /** The logarithm of the median. */
  readonly mu: number;
  readonly sigma: number;
}

/** The 95th percentile of the standard normal distribution. */
const z95 = 1.6449;

/** The one of which 5 % lie below and 5 % above. */
export const lognormalBetween = (low: number, high: number): Lognormal => ({
  mu: (Math.log(low) + Math.log(high)) / 2,
  sigma: Math.log(high / low) / (2 * z95),
});

/** The share of times up to `x`. */
export const lognormalShare = ({ mu, sigma }: Lognormal, x: number): number =>
  x <= 0 ? 0 : normalShare((Math.log(x) - mu) / sigma);

/** Of the standard normal distribution; error below 1e-7 (Abramowitz and Stegun, 26.2.17). */
const normalShare = (z: number): number => {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const upper = 0.3989422804014327 * Math.exp((-z * z) / 2) * series;
  return z > 0 ? 1 - upper : upper;
};
