import { type Millis, second } from './time.ts';

/**
 * The seconds that a `Retry-After` header asks for: whole seconds or an HTTP date (RFC 9110 §10.2.3), never negative.
 * `undefined` where there is none or it makes no sense.
 */
export const retryAfterSeconds = (header: string | undefined, now: Millis): number | undefined => {
  const value = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value);
  // Every HTTP date begins with the name of a weekday; Date.parse alone takes much that is none.
  const at = /^(mon|tue|wed|thu|fri|sat|sun)/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / second));
};
