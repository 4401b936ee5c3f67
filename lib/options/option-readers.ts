/** What is wrong with a configuration option, in words for the person who deploys. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(option: string, problem: string) {
    super(`The option "${option}" ${problem}`);
  }
}

/** Reads one option: from a construct's property, or from context, where every value may be a string. */
export type Reader<T> = (value: unknown, option: string) => T;

const shown = (value: unknown): string => JSON.stringify(value) ?? String(value);

/** The error for a value that is none of its kind, with the one that was meant, if it can be guessed. */
export const refusal = (
  option: string,
  meaning: string,
  value: unknown,
  guess?: string | number,
): ConfigError => {
  const hint = guess === undefined ? '' : `. Did you mean ${shown(guess)}?`;
  return new ConfigError(option, `must be ${meaning}, and is ${shown(value)}${hint}`);
};

const absent = (value: unknown): boolean => value === undefined || value === null || value === '';

/** The option, or `undefined` if it is not given. */
export const optional =
  <T>(read: Reader<T>): Reader<T | undefined> =>
  (value, option) =>
    absent(value) ? undefined : read(value, option);

/** The option, or its default if it is not given. */
export const withDefault =
  <T>(fallback: T, read: Reader<T>): Reader<T> =>
  (value, option) =>
    absent(value) ? fallback : read(value, option);

export const number =
  (limits: { readonly min: number; readonly max: number; readonly whole?: boolean }): Reader<number> =>
  (value, option) => {
    const parsed = typeof value === 'string' ? Number(value) : value;
    const whole = limits.whole ?? true;
    if (
      typeof parsed !== 'number' ||
      !(parsed >= limits.min && parsed <= limits.max) ||
      (whole && !Number.isInteger(parsed))
    ) {
      const kind = whole ? 'a whole number' : 'a number';
      throw new ConfigError(
        option,
        `must be ${kind} from ${limits.min} to ${limits.max}, and is ${shown(value)}`,
      );
    }
    return parsed;
  };

export const choice =
  <const T extends string>(...words: readonly T[]): Reader<T> =>
  (value, option) => {
    const word = words.find((candidate) => candidate === value);
    if (word === undefined) {
      throw refusal(option, `one of ${words.join(', ')}`, value);
    }
    return word;
  };

export const flag: Reader<boolean> = (value, option) => {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new ConfigError(option, `must be true or false, and is ${shown(value)}`);
};

export const text =
  (pattern: RegExp, meaning: string): Reader<string> =>
  (value, option) => {
    if (typeof value !== 'string' || !pattern.test(value)) {
      throw refusal(option, meaning, value);
    }
    return value;
  };

/** A list, or one string with commas between the entries. */
export const list =
  (read: Reader<string>): Reader<readonly string[]> =>
  (value, option) => {
    const entries = typeof value === 'string' ? value.split(',').map((entry) => entry.trim()) : value;
    if (!Array.isArray(entries)) {
      throw new ConfigError(option, `must be a list or comma-separated, and is ${shown(value)}`);
    }
    if (entries.includes('')) throw new ConfigError(option, `has an entry that is empty: ${shown(value)}`);
    return entries.map((entry) => read(entry, option));
  };

/** A record of words, or one string: `name=value,name=value`. */
export const pairs: Reader<Readonly<Record<string, string>>> = (value, option) => {
  const entries =
    typeof value === 'string'
      ? value.split(',').map((entry) => /^([^=]*)=(.*)$/.exec(entry.trim())?.slice(1) ?? [])
      : Object.entries(typeof value === 'object' && value !== null ? value : { '': value });
  if (entries.some(([name, word]) => !name || typeof word !== 'string')) {
    throw new ConfigError(
      option,
      `must be names with values, as name=value,name=value, and is ${shown(value)}`,
    );
  }
  const names = entries.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new ConfigError(option, `names "${twice}" twice`);
  return Object.fromEntries(entries);
};
