/** Shorter ones are no keys of anybody's, and would be found in ordinary words. */
const minKeyLength = 6;
const mark = '[provider key]';
/** Links are left as they are: they are never shown. */
const links: readonly string[] = ['videoUrl', 'stillUrls'];

/**
 * An answer without the provider's key in any of its texts: records, callbacks and logs show the provider's words, and a
 * provider may repeat what it was sent.
 */
export const withoutKey = <T extends object>(answer: T, key: string): T => {
  if (key.length < minKeyLength) return answer;
  const forms = [...new Set([key, encodeURIComponent(key)])];
  return without(answer, (text) => forms.reduce((rest, form) => rest.replaceAll(form, mark), text)) as T;
};

const without = (value: unknown, clean: (text: string) => string): unknown => {
  if (typeof value === 'string') return clean(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      clean(name),
      links.includes(name) ? inner : without(inner, clean),
    ]),
  );
};
