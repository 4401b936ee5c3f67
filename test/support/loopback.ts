import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import type { Network } from '../../lambdas/adapters/http/connection.ts';

/** A server on loopback that a test drives at the level of bytes. */
export interface LoopbackServer {
  readonly port: number;
  /** Connections that got as far as the handler. */
  readonly connections: Socket[];
  close(): Promise<void>;
}

const listening = async (server: Server, connections: Socket[]): Promise<LoopbackServer> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections,
    close: () =>
      new Promise((resolve) => {
        for (const socket of connections) socket.destroy();
        server.close(() => resolve());
      }),
  };
};

/** `handle` gets each connection; with `tls`, once it is secured. Errors of a socket are the test's own doing. */
export const loopbackServer = (
  handle: (socket: Socket) => void,
  tls?: TlsOptions,
): Promise<LoopbackServer> => {
  const connections: Socket[] = [];
  const accept = (socket: Socket) => {
    socket.on('error', () => {});
    connections.push(socket);
    handle(socket);
  };
  const server = tls ? createTlsServer(tls, accept) : createServer(accept);
  server.on('tlsClientError', () => {});
  return listening(server, connections);
};

/** Reads a request's head and body, then hands its text over. Bodies must fit their content-length. */
export const onRequest = (answer: (socket: Socket, request: string) => void) => (socket: Socket) => {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    const head = text.indexOf('\r\n\r\n');
    if (head === -1) return;
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
    if (text.length < head + 4 + length) return;
    const request = text;
    text = '';
    answer(socket, request);
  });
};

export interface StubNetwork extends Network {
  readonly resolved: string[];
  readonly dialled: { readonly address: string; readonly port: number }[];
}

/**
 * Names resolve as the test says, and every dialled address is answered by one server on loopback: what would have been
 * dialled is noted. Without a port, dialling throws.
 */
export const stubNetwork = (
  names: Readonly<Record<string, readonly string[]>>,
  port?: number,
  authorities?: string,
): StubNetwork => {
  const resolved: string[] = [];
  const dialled: { address: string; port: number }[] = [];
  return {
    resolved,
    dialled,
    resolve: async (name) => {
      resolved.push(name);
      const addresses = names[name];
      if (!addresses) throw Object.assign(new Error('stub'), { code: 'ENOTFOUND' });
      return addresses;
    },
    dial: (address, dialledPort) => {
      dialled.push({ address, port: dialledPort });
      if (port === undefined) throw new Error('This test dials nothing');
      return connect({ host: '127.0.0.1', port });
    },
    ...(authorities !== undefined && { authorities }),
  };
};
