import { type Millis, second } from '../task/time.ts';

/** A JSON object, as the provider sends it. */
export type Json = Readonly<Record<string, unknown>>;

/** The object that a text is, or `undefined` for anything else. */
export const parseObject = (text: string): Json | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

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

/** A time in Unix seconds or, from 100 thousand million on (the year 5138 in seconds), in milliseconds; `undefined` if absurd. */
export const timeOf = (value: unknown): Millis | undefined => {
  const number = numberOf(value);
  if (number === undefined) return undefined;
  const millis = Math.round(number >= 1e11 ? number : number * second);
  return millis >= earliest && millis < latest ? millis : undefined;
};

/** Longer ones fit neither a request line nor a record. */
const maxLinkLength = 8_000;

/** An absolute http or https link. */
export const linkOf = (value: unknown): string | undefined => {
  const text = typeof value === 'string' ? value.trim() : '';
  if (text === '' || text.length > maxLinkLength || !URL.canParse(text)) return undefined;
  const { protocol, hostname } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && hostname !== '' ? text : undefined;
};

const maxMessageLength = 1_000;

/** For people: control characters gone, at most 1,000 characters, none of them half. */
export const plainText = (text: string, longest = maxMessageLength): string =>
  [...text.replaceAll(/\p{Cc}+/gu, ' ')].slice(0, longest).join('').trim();
