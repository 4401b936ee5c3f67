/** A time in seconds, as a distribution. */
export interface Times {
  /** The share of times up to that. */
  readonly share: (seconds: number) => number;
  /** Practically none is longer. */
  readonly longest: number;
}

export const uniform = (low: number, high: number): Times => ({
  share: (seconds) => Math.min(1, Math.max(0, (seconds - low) / (high - low))),
  longest: high,
});

/** 5 % are shorter than `low`, 5 % longer than `high`. */
export const lognormal = (low: number, high: number): Times => {
  const mu = Math.log(low * high) / 2;
  const sigma = Math.log(high / low) / 2 / 1.6448536;
  return {
    share: (seconds) => (seconds <= 0 ? 0 : normal((Math.log(seconds) - mu) / sigma)),
    longest: Math.exp(mu + 4.5 * sigma),
  };
};

export const mixture = (parts: readonly (readonly [number, Times])[]): Times => ({
  share: (seconds) => parts.reduce((sum, [weight, times]) => sum + weight * times.share(seconds), 0),
  longest: Math.max(...parts.map(([, { longest }]) => longest)),
});

/** The standard normal distribution by Simpson's rule: the product's own approximation is not to judge itself. */
const normal = (z: number): number => {
  const end = Math.min(Math.abs(z), 8);
  const step = end / 64;
  const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  let sum = 0;
  for (let n = 0; n < 64; n += 2) {
    sum += density(n * step) + 4 * density((n + 1) * step) + density((n + 2) * step);
  }
  const half = (sum * step) / 3;
  return z < 0 ? 0.5 - half : 0.5 + half;
};

/** The time of that share, by bisection. */
export const timeAt = ({ share, longest }: Times, wanted: number): number => {
  let [low, high] = [0, longest];
  for (let n = 0; n < 40; n += 1) {
    const middle = (low + high) / 2;
    if (share(middle) < wanted) low = middle;
    else high = middle;
  }
  return high;
};

/** A few very long ones, none over `longest`. */
export const pareto = (shortest: number, exponent: number, longest: number): Times => {
  const upTo = (seconds: number): number => 1 - (shortest / seconds) ** exponent;
  return {
    share: (seconds) => (seconds <= shortest ? 0 : Math.min(1, upTo(seconds) / upTo(longest))),
    longest,
  };
};

export const exponential = (mean: number): Times => ({
  share: (seconds) => 1 - Math.exp(-Math.max(0, seconds) / mean),
  longest: 11 * mean,
});

export const logUniform = (low: number, high: number): Times => ({
  share: (seconds) => Math.min(1, Math.max(0, Math.log(seconds / low) / Math.log(high / low))),
  longest: high,
});

/** Rises from `low` to `peak` and falls to `high`. */
export const triangular = (low: number, peak: number, high: number): Times => ({
  share: (seconds) => {
    if (seconds <= low) return 0;
    if (seconds >= high) return 1;
    if (seconds <= peak) return (seconds - low) ** 2 / (high - low) / (peak - low);
    return 1 - (high - seconds) ** 2 / (high - low) / (high - peak);
  },
  longest: high,
});
