import type { KeyHeader } from '../../contract/provider-definition.ts';
import type { Secret } from '../runtime/secret.ts';

/**
 * A value that cannot be sent in a header is no key, for example a secret that is not filled in yet. Neither is a JSON object, which
 * is what the console makes of a key that is entered there as a pair.
 */
const usable = /^(?!\{)[\x21-\x7e]+$/;

/** The provider's API key; `undefined` if the secret cannot be read or holds none. */
export const providerKey = async (secret: Pick<Secret, 'current'>): Promise<string | undefined> => {
  try {
    const key = (await secret.current()).value.trim();
    return usable.test(key) ? key : undefined;
  } catch {
    return undefined;
  }
};

/** The header that carries the key, as the provider wants it. */
export const keyHeader = ({ header, scheme }: KeyHeader, key: string): Readonly<Record<string, string>> => ({
  [header]: scheme === undefined ? key : `${scheme} ${key}`,
});
