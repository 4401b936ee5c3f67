import { expect, it } from 'vitest';
import { retryAfterSeconds } from '../../../lambdas/adapters/http/retry-after.ts';

const now = Date.UTC(2026, 0, 1);

it.each([
  ['0', undefined],
  [' 120 ', 120],
  ['Thu, 01 Jan 2026 00:01:30 GMT', 90],
  ['Wed, 31 Dec 2025 00:00:00 GMT', undefined],
  ['Thursday, 01-Jan-26 00:01:30 GMT', 90],
  ['Sunday, 01-Jan-95 00:01:30 GMT', undefined],
  ['Saturday, 01-Jan-50 00:00:00 GMT', 757_382_400],
  ['Thu Jan  1 00:01:30 2026', 90],
  ['Thu Jan 15 00:00:00 2026', 1_209_600],
  ['Thu Feb 30 00:00:00 2026', undefined],
  ['Xxx, 99 Xxx 2026 00:00:00 GMT', undefined],
  ['Thu, 01 Jan 2026 24:00:00 GMT', undefined],
  ['2026-01-01', undefined],
  ['1e3', undefined],
  ['Infinity', undefined],
  [undefined, undefined],
  ['', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['soon', undefined],
  ['2026', 2026],
  ['9999999999', 999_999_999],
  ['99999999999999', 999_999_999],
  ['9'.repeat(400), 999_999_999],
])('Retry-After: %s is %s seconds', (header, seconds) => {
  expect(retryAfterSeconds(header, now)).toBe(seconds);
});
