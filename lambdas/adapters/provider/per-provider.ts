import {
  type ConfiguredProvider,
  firstProvider,
  type ProviderDefinition,
} from '../../contract/provider-definition.ts';
import type { Clock } from '../../domain/task/time.ts';
import type { Exchange } from '../http/exchange.ts';
import { Secret } from '../runtime/secret.ts';
import { definitionOf } from './definitions.ts';

/** How the providers of a deployment are reached. */
export interface ProviderAccess {
  readonly providers: readonly ConfiguredProvider[];
  /** One that may dial any base URL, wherever that lies, and follows no redirect: a key goes to no other host. */
  readonly exchange: Exchange;
  readonly clock: Clock;
  /** @default - the files of all providers */
  readonly definitions?: (name: string) => Promise<ProviderDefinition>;
  /** @default - Secrets Manager */
  readonly secret?: (id: string) => Pick<Secret, 'current' | 'forget'>;
}

/** What it takes to speak with one provider: its own base URL and its own key. */
export interface ProviderParts {
  readonly name: string;
  readonly definition: ProviderDefinition;
  readonly baseUrl: string;
  readonly key: Pick<Secret, 'current' | 'forget'>;
  readonly exchange: Exchange;
  readonly clock: Clock;
}

/**
 * One client for each provider, made when it is first needed. Gives nothing for a provider that the deployment does not
 * have (any more).
 */
export const perProvider = <T>(access: ProviderAccess, make: (parts: ProviderParts) => T) => {
  const { exchange, clock, definitions = definitionOf, secret = (id) => new Secret(id) } = access;
  const made = new Map<string, Promise<T>>();
  const makeFor = async ({ name, baseUrl, secret: id }: ConfiguredProvider): Promise<T> =>
    make({
      name,
      definition: await definitions(name),
      baseUrl: baseUrl.replace(/\/+$/, ''),
      key: secret(id),
      exchange,
      clock,
    });
  return async (name: string = firstProvider): Promise<T | undefined> => {
    const configured = access.providers.find((one) => one.name === name);
    if (!configured) return undefined;
    const client = made.get(name) ?? makeFor(configured);
    made.set(name, client);
    return client;
  };
};
