/** A JSON object, as the provider sends it. */
export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Any JSON text, read as leniently as clients in other languages do: with a byte order mark, with `NaN` and other words
 * that Python and JavaScript write, with raw line breaks in strings, with commas after the last member, with something
 * around it, and once more if the whole is JSON in a string.
 * Integers beyond 2^53 become strings, so that an id keeps its last digit. `undefined` for what is not JSON.
 */
export const parseJson = (text: string): unknown => {
  const bare = text.replace(/^[\uFEFF\s]+/, '');
  const value = tryParse(bare) ?? tryParse(repaired(bare)) ?? within(bare);
  return typeof value === 'string' && looksLikeJson(value) ? tryParse(value.trim()) : value;
};

/** The object that a text is, or the only one in a list; `undefined` for anything else. */
export const parseObject = (text: string): Json | undefined => {
  const value = parseJson(text);
  const only = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return isObject(only) ? only : undefined;
};

/** Whether a text may hold an object or a list. */
export const looksLikeJson = (text: string): boolean => /^\s*[{[]/.test(text);

/** Longer texts of this kind are no answers. */
const maxWrapped = 1_000_000;
const maxLines = 50;

/** PHP puts its warnings in markup, too, but no page around them. */
const page = /^<(?!br\b|b>|p>)/i;
const inPage = /<(?:!doctype|html|head|body|script)\b/i;

/**
 * The last object of a stream, a line each, with or without `data:`, or the one that a function call, a guard against
 * scripts or a warning stands around. Never one out of a page.
 */
const within = (text: string): unknown => {
  if (page.test(text)) return undefined;
  const lines = text.length > maxWrapped ? [] : text.split('\n').slice(-maxLines).reverse();
  const objects = lines
    .map((line) => line.replace(/^data: ?/, '').trim())
    .filter((line) => line.startsWith('{'));
  for (const line of objects) {
    const value = tryParse(line);
    if (value !== undefined) return value;
  }
  const from = text.indexOf('{');
  if (from <= 0 || text.length > maxWrapped || inPage.test(text.slice(0, from))) return undefined;
  return tryParse(text.slice(from, text.lastIndexOf('}') + 1));
};

const tryParse = (text: string): unknown => {
  try {
    return JSON.parse(text, exactIntegers);
  } catch {
    return undefined;
  }
};

const exactIntegers = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
    ? context?.source
    : value;

const words: Readonly<Record<string, string>> = { True: 'true', False: 'false', ',': '' };

/**
 * Strings are left alone but for raw control characters; bare words that JSON does not know become `null`. A string that
 * does not end takes the rest of the text, so that the expression passes over each character once.
 */
const repaired = (text: string): string =>
  text.replaceAll(
    /"[^"\\]*(?:\\[\s\S][^"\\]*)*(?:"|$)|-?\b(?:NaN|Infinity|undefined|None|True|False)\b|,(?=\s*[}\]])/g,
    (token) => (token.startsWith('"') ? escaped(token) : (words[token] ?? 'null')),
  );

const escaped = (string: string): string =>
  string.replaceAll(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to be escaped.
    /[\u0000-\u001f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
