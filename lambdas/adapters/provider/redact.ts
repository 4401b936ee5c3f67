/** Shorter ones are no keys of anybody's, and would be found in ordinary words. */
const minKeyLength = 6;
const mark = '[provider key]';

/**
 * An answer without the provider's key in any of its texts: records, callbacks and logs show the provider's words, and a
 * provider may repeat what it was sent. A link is left as it is: it is never shown.
 */
export const withoutKey = <T extends object>(answer: T, key: string): T => {
  if (key.length < minKeyLength) return answer;
  const forms = new Set([key, encodeURIComponent(key)]);
  const entries = Object.entries(answer).map(([name, value]) => [
    name,
    typeof value === 'string' && name !== 'videoUrl'
      ? [...forms].reduce((text, form) => text.replaceAll(form, mark), value)
      : value,
  ]);
  return Object.fromEntries(entries) as T;
};
