import { hour, minute, second } from '../task/time.ts';
import type { EstimateKey } from './estimate-store.ts';
import { type Lognormal, lognormalBetween } from './lognormal.ts';

const minutes = (low: number, high: number): Lognormal =>
  lognormalBetween((low * minute) / second, (high * minute) / second);

/** Documented for 720p and 1080p; smaller ones are taken to be faster, and of an unknown one little is known. */
const byResolution: readonly (readonly [RegExp, Lognormal])[] = [
  [/480p/i, minutes(1, 4)],
  [/720p/i, minutes(2, 5)],
  [/1080p/i, minutes(3, 8)],
];
const unknown = minutes(2, 8);

/** The offline tier takes hours: nothing more is documented. */
const flex = lognormalBetween((0.5 * hour) / second, (12 * hour) / second);

/** The generation time in seconds before anything was seen. The resolution stands in the model's name. */
export const priorOf = ({ model, serviceTier }: EstimateKey): Lognormal => {
  if (serviceTier === 'flex') return flex;
  return byResolution.find(([resolution]) => resolution.test(model ?? ''))?.[1] ?? unknown;
};
