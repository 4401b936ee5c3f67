import { type Millis, second } from '../../domain/task/time.ts';

/** The date that HTTP sends (RFC 9110 §5.6.7); the two obsolete forms are left unread. */
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Whole seconds from `now` that a `Retry-After` says; undefined if it is absent, in the past or not valid. */
export const retryAfterSeconds = (value: string | undefined, now: Millis): number | undefined => {
  const text = value?.trim() ?? '';
  const seconds = /^\d{1,9}$/.test(text)
    ? Number(text)
    : httpDate.test(text)
      ? Math.ceil((Date.parse(text) - now) / second)
      : Number.NaN;
  return seconds > 0 ? seconds : undefined;
};
