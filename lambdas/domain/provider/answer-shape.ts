import { isObject } from './json.ts';

const maxDepth = 6;
const maxEntries = 30;
/** Characters of the whole, so that it fits into the record. */
const maxLength = 1_000;

/**
 * What an answer looks like without what it says: keys and types, for people who have to find out how to read it.
 * A key that may itself be data (long, or with odd characters) is shown as `…`.
 */
export const shapeOf = (value: unknown): string => describe(value, maxDepth).slice(0, maxLength);

const describe = (value: unknown, depth: number): string => {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) {
    if (depth === 0 || value.length === 0) return '[]';
    return `[${describe(value[0], depth - 1)}${value.length > 1 ? `, ×${value.length}` : ''}]`;
  }
  if (!isObject(value)) return typeof value === 'string' ? typeOfText(value) : typeof value;
  if (depth === 0) return '{}';
  const entries = Object.entries(value);
  const shown = entries
    .slice(0, maxEntries)
    .map(([key, inner]) => `${plainKey(key)}: ${describe(inner, depth - 1)}`);
  return `{${[...shown, ...(entries.length > maxEntries ? ['…'] : [])].join(', ')}}`;
};

/** A file in the answer itself, rather than a token: of any length, only its beginning is looked at. */
const minBase64 = 4_096;
const base64 = /^[A-Za-z0-9+/_-]{1024}/;

const typeOfText = (text: string): string => {
  if (text === '') return 'empty string';
  if (/^https?:\/\//i.test(text)) return 'link';
  if (/^data:/i.test(text)) return 'data link';
  if (text.length >= minBase64 && base64.test(text)) return 'base64';
  return /^\s*[{[]/.test(text) ? 'string (JSON)' : 'string';
};

const plainKey = (key: string): string => (/^[A-Za-z_][\w.-]{0,39}$/.test(key) ? key : '…');
