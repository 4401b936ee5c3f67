import dns from 'node:dns';
import { Socket } from 'node:net';

const loopback = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+|localhost)$/i;

/** Where `net.connect(...)` would go; `undefined` for a local socket. */
const hostOf = (given: readonly unknown[]): string | undefined => {
  // Node itself hands over its arguments normalized, as one array.
  const [first, second] = Array.isArray(given[0]) ? (given[0] as readonly unknown[]) : given;
  if (typeof first === 'object' && first !== null) {
    const { host, path } = first as { readonly host?: string; readonly path?: string | null };
    return typeof path === 'string' ? undefined : (host ?? 'localhost');
  }
  return typeof second === 'string' ? second : 'localhost';
};

/** Cuts this thread off from everything but this machine. Attempts are reported to `onEscape`. */
export const allowLoopbackOnly = (onEscape: (host: string) => void): void => {
  const refused = (host: string) =>
    Object.assign(new Error(`connect ENETUNREACH ${host}`), { code: 'ENETUNREACH' });

  const connect = Socket.prototype.connect as (this: Socket, ...given: unknown[]) => Socket;
  Socket.prototype.connect = function (this: Socket, ...given: unknown[]): Socket {
    const host = hostOf(given);
    if (host === undefined || loopback.test(host)) return connect.apply(this, given);
    onEscape(host);
    return this.destroy(refused(host));
  } as typeof Socket.prototype.connect;

  // A look-up would leave the machine too.
  const lookup = dns.lookup as (name: string, ...rest: unknown[]) => void;
  dns.lookup = ((name: string, ...rest: unknown[]) => {
    if (loopback.test(name)) return lookup(name, ...rest);
    onEscape(name);
    const callback = rest.at(-1) as (error: Error) => void;
    const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
    process.nextTick(callback, error);
  }) as typeof dns.lookup;
  const promised = dns.promises.lookup as (name: string, options?: unknown) => Promise<unknown>;
  dns.promises.lookup = (async (name: string, options?: unknown) => {
    if (loopback.test(name)) return promised(name, options);
    onEscape(name);
    throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
  }) as typeof dns.promises.lookup;
};
