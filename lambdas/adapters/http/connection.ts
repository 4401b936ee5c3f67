import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { HttpFailure, httpFailure } from './http-failure.ts';

/** Name resolution and sockets; tests put others in their place, so that nothing but loopback is dialled. */
export interface Network {
  /** All addresses of a name, at most once an exchange. Never called for a literal address. */
  readonly resolve: (name: string) => Promise<readonly string[]>;
  /** Begins to connect to exactly this address. */
  readonly dial: (address: string, port: number) => Socket;
  /** Authorities trusted instead of Node's own; for tests. */
  readonly authorities?: string;
}

/** `dial` is given literal addresses only, so Node resolves nothing again and what was checked is what is called. */
export const systemNetwork: Network = {
  resolve: async (name) =>
    (await lookup(name, { all: true, order: 'ipv4first' })).map((entry) => entry.address),
  dial: (address, port) => connectTcp({ host: address, port }),
};

/** Where to connect, decided before anything is dialled. */
export interface DialRoute {
  readonly url: URL;
  /** Of the URL, IPv6 without brackets: what the certificate must be for. */
  readonly host: string;
  readonly port: number;
  readonly hostHeader: string;
  /** Path and query, as they are sent. */
  readonly target: string;
  readonly addresses: readonly string[];
}

/** A name may have many dead addresses: the first ones get a part of the time, so that one more can be tried. */
const maxAddresses = 3;
const addressTimeoutMillis = 4_000;

/** Waits for a socket to get ready. Rejects and destroys it if it fails or `signal` ends the exchange first. */
const ready = async <S extends Socket>(
  socket: S,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal,
) => {
  socket.on('error', () => {});
  try {
    await once(socket, event, { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
};

const connectAny = async (
  network: Network,
  route: DialRoute,
  signal: AbortSignal,
  dialled: (address: string) => void,
) => {
  const addresses = route.addresses.slice(0, maxAddresses);
  let last: HttpFailure = new HttpFailure('name_not_found', 'The name has no address');
  for (const [index, address] of addresses.entries()) {
    dialled(address);
    const alone = index === addresses.length - 1;
    const limit = alone ? signal : AbortSignal.any([signal, AbortSignal.timeout(addressTimeoutMillis)]);
    try {
      return await ready(network.dial(address, route.port), 'connect', limit);
    } catch (error) {
      signal.throwIfAborted();
      last = limit.aborted
        ? new HttpFailure('timeout', 'The address did not answer', error)
        : httpFailure(error, 'connect');
    }
  }
  throw last;
};

/**
 * A connection ready for HTTP/1.1. Throws an `HttpFailure`, or the signal's reason; nothing is left open then.
 * TLS is never negotiable: certificates are verified whatever the environment says.
 */
export const connect = async (
  network: Network,
  route: DialRoute,
  signal: AbortSignal,
  dialled: (address: string) => void,
): Promise<Socket | TLSSocket> => {
  const socket = await connectAny(network, route, signal, dialled);
  if (route.url.protocol !== 'https:') return socket;
  const literal = route.addresses.includes(route.host);
  const secured = connectTls({
    socket,
    host: route.host,
    servername: literal ? '' : route.host,
    ALPNProtocols: ['http/1.1'],
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    ...(network.authorities !== undefined && { ca: network.authorities }),
  });
  try {
    return await ready(secured, 'secureConnect', signal);
  } catch (error) {
    socket.destroy();
    signal.throwIfAborted();
    throw httpFailure(error, 'tls');
  }
};
