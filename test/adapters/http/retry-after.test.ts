import { expect, it } from 'vitest';
import { retryAfterSeconds } from '../../../lambdas/adapters/http/retry-after.ts';

const now = Date.UTC(2026, 0, 1);

it.each([
  ['0', undefined],
  [' 120 ', 120],
  ['Thu, 01 Jan 2026 00:01:30 GMT', 90],
  ['Wed, 31 Dec 2025 00:00:00 GMT', undefined],
  ['Thursday, 01-Jan-26 00:01:30 GMT', undefined],
  [undefined, undefined],
  ['', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['soon', undefined],
  ['2026', 2026],
  ['99999999999999', undefined],
])('Retry-After: %s is %s seconds', (header, seconds) => {
  expect(retryAfterSeconds(header, now)).toBe(seconds);
});
