import { type EnvironmentOf, env, type FunctionName, functionEnvironment } from '../../contract/functions.ts';
import { type ConfiguredProvider, firstProvider } from '../../contract/provider-definition.ts';
import type { Retention } from '../../domain/task/retention.ts';
import { second } from '../../domain/task/time.ts';

/**
 * The environment variables of a function, read when the function is first invoked, never at import.
 * Throws one error that names everything missing. A variable that is set and empty counts as present.
 */
export const readEnvironment = <F extends FunctionName>(
  name: F,
  source: NodeJS.ProcessEnv = process.env,
): EnvironmentOf<F> => {
  const meanings = functionEnvironment[name];
  const missing = meanings
    .map((meaning) => env[meaning])
    .filter((variable) => source[variable] === undefined);
  if (missing.length > 0) throw new Error(`Missing environment variables: ${missing.join(', ')}`);
  return Object.fromEntries(meanings.map((meaning) => [meaning, source[env[meaning]]])) as EnvironmentOf<F>;
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

/** An empty value stands for records that are kept for ever. */
export const retention = ({ retainRecordSeconds }: { readonly retainRecordSeconds: string }): Retention =>
  retainRecordSeconds === '' ? {} : { retainMillis: number(retainRecordSeconds) * second };

/** The providers of the deployment, the default first. */
export const configuredProviders = ({
  providers,
  providerBaseUrl: baseUrl,
  providerSecret: secret,
}: {
  readonly providers: string;
  readonly providerBaseUrl: string;
  readonly providerSecret: string;
}): readonly ConfiguredProvider[] =>
  (JSON.parse(providers) as (string | ConfiguredProvider)[]).map((one) =>
    typeof one === 'string' ? { name: firstProvider, baseUrl, secret } : one,
  );
