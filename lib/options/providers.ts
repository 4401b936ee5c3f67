import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { firstProvider, type ProviderDefinition } from '../../lambdas/contract/provider-definition.ts';
import { nearest } from './known-names.ts';
import { ConfigError, list, type Reader } from './option-readers.ts';

/** A provider that the deployment is to have. */
export interface ChosenProvider {
  readonly name: string;
  /** Absent for the first provider: it has an option of its own. */
  readonly baseUrl?: string;
  /** Whether it is documented how the body of `POST /v1/videos` creates a video there. */
  readonly creates: boolean;
}

const folder = fileURLToPath(new URL('../../lambdas/contract/providers', import.meta.url));
/** Of all definitions that there are. */
export const providerNames: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length));

/** The definition of a provider, by the name of its file. */
export const providerDefinition = (name: string): ProviderDefinition =>
  JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'));

const option = 'providers';
const entry = /^([a-z][a-z0-9-]*)(?:=(https?:\/\/[^\s/?#@,]+(?:\/[^\s?#,]*)?(?<!\/)))?$/;

const chosen = (text: string): ChosenProvider => {
  const [, name = '', given] = entry.exec(text) ?? [];
  if (!providerNames.includes(name)) {
    const guess = nearest(name, providerNames);
    const hint =
      guess === undefined ? `Those known are ${providerNames.join(', ')}` : `Did you mean "${guess}"?`;
    throw new ConfigError(
      option,
      `must be names of providers, or name=https://…, and has ${JSON.stringify(text)}. ${hint}`,
    );
  }
  const definition = providerDefinition(name);
  const creates = definition.creation !== undefined;
  if (name === firstProvider) {
    if (given === undefined) return { name, creates };
    throw new ConfigError(option, `gives a URL of ${name}, which is the option providerBaseUrl`);
  }
  const baseUrl = given ?? definition.baseUrl;
  if (baseUrl !== undefined) return { name, baseUrl, creates };
  throw new ConfigError(option, `must say where ${name} is: ${name}=https://…`);
};

/** What the texts of the option stand for. */
export const chosenProviders = (texts: readonly string[]): readonly ChosenProvider[] => texts.map(chosen);

/** Names of providers, each with another base URL than its usual one if need be: `seedance,ark,new-api=https://…`. */
export const providers: Reader<readonly string[]> = (value) => {
  const texts = list((text) => String(text))(value, option);
  const names = chosenProviders(texts).map(({ name }) => name);
  if (names.length === 0 || new Set(names).size < names.length) {
    throw new ConfigError(option, 'must name at least one provider, and none twice');
  }
  return texts;
};
