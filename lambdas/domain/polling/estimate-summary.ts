import type { Millis } from '../task/time.ts';
import { estimateFrom, quantile } from './estimate.ts';
import type { EstimateKey, Observation } from './estimate-store.ts';

/** A distribution of generation times in a few figures. */
export interface EstimateSummary {
  /** How many finished tasks it was learnt from; 0: it is what was expected before anything was seen. */
  readonly tasksSeen: number;
  /** When the newest of them was seen; absent if none was, or if that was not kept. */
  readonly updatedAt?: Millis;
  /** Seconds within which 5, 25, 50, 75 and 95 % of tasks are finished. */
  readonly p5: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
}

export const estimateSummary = (key: EstimateKey, observations: readonly Observation[]): EstimateSummary => {
  const estimate = estimateFrom(key, observations);
  const newest = Math.max(0, ...observations.map(({ at = 0 }) => at));
  return {
    tasksSeen: observations.reduce((sum, { count }) => sum + count, 0),
    ...(newest > 0 && { updatedAt: newest }),
    p5: quantile(estimate, 0.05),
    p25: quantile(estimate, 0.25),
    p50: quantile(estimate, 0.5),
    p75: quantile(estimate, 0.75),
    p95: quantile(estimate, 0.95),
  };
};
