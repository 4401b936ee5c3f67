import {
  checkOutgoingUrl,
  hostOf,
  isAddress,
  portOf,
  requestParts,
  type UrlPolicy,
} from '../../domain/callbacks/outgoing-url.ts';
import { addressRefusal } from './addresses.ts';
import type { Network } from './connection.ts';
import { HttpFailure, httpFailure } from './http-failure.ts';
import type { FindRoute } from './http-request.ts';

/** What a deployment is configured with becomes the policy that the guard applies. */
export const urlPolicy = (hosts: Pick<UrlPolicy, 'privateHosts' | 'allowedHosts'>): UrlPolicy => ({
  ...hosts,
  addressRefusal,
});

/** Name resolution cannot be called off: its answer is ignored once the exchange has ended. */
const addressesOf = async (
  network: Network,
  host: string,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  if (isAddress(host)) return [host];
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const interrupt = () => reject(signal.reason);
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    const addresses = await Promise.race([network.resolve(host), ended]);
    if (addresses.length === 0) throw new HttpFailure('name_not_found', 'The name has no address');
    return addresses;
  } catch (error) {
    signal.throwIfAborted();
    throw httpFailure(error, 'connect');
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
};

/** To where the URL says, for hosts that the operator configured. */
export const openRoute =
  (network: Network): FindRoute =>
  async (text, signal) => {
    const url = new URL(text);
    const host = hostOf(url);
    const addresses = await addressesOf(network, host, signal);
    return { url, host, port: portOf(url), ...requestParts(text, url), addresses };
  };

/**
 * To where the URL says, if the policy allows it and every address of the name: one forbidden address among good ones
 * refuses them all, since a name with both is an attempt to get at the forbidden one.
 */
export const guardedRoute =
  (network: Network, policy: UrlPolicy): FindRoute =>
  async (text, signal) => {
    const check = checkOutgoingUrl(text, policy);
    if (!check.ok) throw new HttpFailure('blocked', check.problem);
    const addresses = await addressesOf(network, check.host, signal);
    const refusal = check.exempt
      ? undefined
      : addresses.map(policy.addressRefusal).find((word) => word !== undefined);
    if (refusal !== undefined) {
      throw new HttpFailure('blocked', `The name leads to an address that is not allowed: ${refusal}.`);
    }
    const { url, host, port } = check;
    return { url, host, port, ...requestParts(text, url), addresses };
  };
