import { env } from '../contract.ts';

type Name = keyof typeof env;

/**
 * The environment variables of a function, read when the function is first invoked, never at import.
 * Throws one error that names everything missing. A variable that is set and empty counts as present.
 */
export const readEnvironment = <const N extends readonly Name[]>(
  names: N,
  source: NodeJS.ProcessEnv = process.env,
): Record<N[number], string> => {
  const missing = names.filter((name) => source[env[name]] === undefined);
  if (missing.length > 0) {
    throw new Error(`Missing environment variables: ${missing.map((name) => env[name]).join(', ')}`);
  }
  return Object.fromEntries(names.map((name) => [name, source[env[name]]])) as Record<N[number], string>;
};

/** A comma-separated list; empty for an empty string. */
export const list = (value: string): readonly string[] =>
  value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

/** A finite number. Throws naming the variable's value otherwise. */
export const number = (value: string): number => {
  const parsed = Number(value);
  if (value.trim() === '' || !Number.isFinite(parsed)) throw new Error(`Not a number: "${value}"`);
  return parsed;
};
