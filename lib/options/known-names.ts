import { ConfigError } from './option-readers.ts';

/** Single-character edits between two words, capitals aside: Levenshtein's distance. */
const distance = (one: string, other: string): number => {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, opposite] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (letter === opposite ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
};

/** The known name that a misspelt one most resembles, unless none is near. */
export const nearest = (name: string, known: readonly string[]): string | undefined => {
  const [best] = known
    .map((candidate) => ({ candidate, edits: distance(name, candidate) }))
    .sort((a, b) => a.edits - b.edits);
  return best && best.edits <= Math.max(2, name.length / 3) ? best.candidate : undefined;
};

/** Throws a `ConfigError` for the first name that is no option: a misspelt option would otherwise have no effect. */
export const assertKnown = (names: readonly string[], known: readonly string[]): void => {
  for (const name of names) {
    if (known.includes(name)) continue;
    const guess = nearest(name, known);
    const hint = guess === undefined ? `The options are ${known.join(', ')}` : `Did you mean "${guess}"?`;
    throw new ConfigError(name, `does not exist. ${hint}`);
  }
};
