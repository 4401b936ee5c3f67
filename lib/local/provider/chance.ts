import { createHash } from 'node:crypto';

/** A number in [0, 1) that depends on its words alone, so that a run can be repeated from its seed. */
export const chance = (...words: readonly (string | number)[]): number =>
  createHash('sha256').update(words.join('\n')).digest().readUInt32BE(0) / 2 ** 32;

/** One entry of a list, chosen by its words in the same way. Throws on an empty list. */
export const choose = <T>(from: readonly T[], ...words: readonly (string | number)[]): T => {
  const chosen = from[Math.floor(chance(...words) * from.length)];
  if (chosen === undefined) throw new RangeError('Nothing to choose from');
  return chosen;
};
