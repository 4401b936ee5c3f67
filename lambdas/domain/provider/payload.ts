import { type Millis, second } from '../task/time.ts';

/** A field's text, trimmed. `null`, absent and `""` mean the same: `undefined`. */
export const textOf = (value: unknown): string | undefined => {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value !== 'string') return undefined;
  const trimmed = value.trim();
  return trimmed === '' ? undefined : trimmed;
};

/** A number, which may have come as a string. */
export const numberOf = (value: unknown): number | undefined => {
  const text = textOf(value);
  const number = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
};

const earliest = Date.UTC(2020, 0, 1);
const latest = Date.UTC(2100, 0, 1);

const isoTime = (value: unknown): Millis | undefined =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value) ? Date.parse(value) : undefined;

/**
 * A time in Unix seconds, in milliseconds from 100 thousand million on (the year 5138 in seconds), or in ISO 8601;
 * `undefined` if absurd.
 */
export const timeOf = (value: unknown): Millis | undefined => {
  const number = numberOf(value);
  const millis =
    number === undefined ? isoTime(value) : Math.round(number >= 1e11 ? number : number * second);
  if (millis === undefined) return undefined;
  return millis >= earliest && millis < latest ? millis : undefined; // Neither for NaN.
};

/** Longer ones fit neither a request line nor a record. */
const maxLinkLength = 16_000;

/** Around a link that a model or a template has written. */
const quotes = /^[\s"'`<]+|[\s"'`>]+$/g;

/** An absolute http or https link: as it is, but for what a page's template made of it. */
export const linkOf = (value: unknown): string | undefined => {
  const fits = typeof value === 'string' && value.length <= 2 * maxLinkLength;
  const given = fits ? value.replaceAll(quotes, '') : '';
  const text = (given.startsWith('//') ? `https:${given}` : given).replaceAll('&amp;', '&');
  if (text === '' || text.length > maxLinkLength || !URL.canParse(text)) return undefined;
  const { protocol, hostname } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && hostname !== '' ? text : undefined;
};

const maxMessageLength = 1_000;

/** Marks that turn the direction of what is shown after them: a message could pretend to be another one. */
const bidiControls = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** For people: control characters and bidi controls gone, at most 1,000 characters, none of them half. */
export const plainText = (text: string, longest = maxMessageLength): string =>
  [
    ...text
      .toWellFormed()
      .replaceAll(bidiControls, '')
      .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' '),
  ]
    .slice(0, longest)
    .join('')
    .trim();
