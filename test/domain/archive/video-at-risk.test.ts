import { expect, it } from 'vitest';
import { isVideoAtRisk } from '../../../lambdas/domain/archive/video-at-risk.ts';
import { hour } from '../../../lambdas/domain/task/time.ts';

it.each([
  [0, 20 * hour, false],
  [2, 20 * hour, false],
  [3, 20 * hour, true],
  [4, 20 * hour, false],
  [4, 4 * hour, false],
  [1, 4 * hour - 1, true],
  [40, hour, true],
  [0, hour, false],
])('after %i failures with %i ms left, a video is reported: %s', (failures, millisLeft, expected) => {
  expect(isVideoAtRisk(failures, millisLeft)).toBe(expected);
});
