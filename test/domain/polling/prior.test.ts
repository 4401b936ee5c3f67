import { expect, it } from 'vitest';
import { lognormalShare } from '../../../lambdas/domain/polling/lognormal.ts';
import { priorOf } from '../../../lambdas/domain/polling/prior.ts';

it.each([
  ['seedance_1_5_pro_480p', 'default', 1, 4],
  ['seedance_1_5_pro_720p', 'default', 2, 5],
  ['seedance_1_5_pro_1080P', 'default', 3, 8],
  ['seedance_1_5_pro', 'default', 2, 8],
  [undefined, 'default', 2, 8],
  ['seedance_1_5_pro_480p', 'flex', 30, 12 * 60],
] as const)('%s in the tier %s is documented to take %i to %i minutes', (model, serviceTier, low, high) => {
  const prior = priorOf({ serviceTier, ...(model !== undefined && { model }) });
  expect(lognormalShare(prior, low * 60)).toBeCloseTo(0.05, 5);
  expect(lognormalShare(prior, high * 60)).toBeCloseTo(0.95, 5);
});
