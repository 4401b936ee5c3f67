import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LocalClock } from '../clock/clock.ts';

export type Handle = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** An HTTP server on the loopback address that says the local cloud's time, and can be closed at once. */
export interface Endpoint {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Whether a request names this machine. Another name in `Host` is a web page that had its own name resolve to loopback
 * (DNS rebinding).
 */
export const isForLoopback = ({ headers: { host = '' } }: IncomingMessage): boolean =>
  /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host);

/** Fails with the system's error if the port is taken. Another server may be given. */
export const listen = async (
  handle: Handle,
  clock: LocalClock,
  port = 0,
  server: Server = createServer(),
): Promise<Endpoint> => {
  server.on('request', (request, response) => {
    // SDK clients compare this with their own clock, and correct it if the two are far apart.
    response.setHeader('date', new Date(clock.now()).toUTCString());
    const serve = async (): Promise<void> => handle(request, response);
    serve().catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(String(error));
    });
  });
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((done, failed) => {
    server.once('error', failed).listen(port, '127.0.0.1', done);
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}`,
    port: actual,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
};

/** A request's body, read to its end. Throws `RangeError` if it is longer than the limit. */
export const readBody = async (
  request: IncomingMessage,
  limit = Number.POSITIVE_INFINITY,
): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= limit) chunks.push(chunk);
  }
  if (bytes > limit) throw new RangeError(`A body of more than ${limit} bytes`);
  return Buffer.concat(chunks);
};
