import type { Socket } from 'node:net';
import { afterEach } from 'vitest';
import { type LoopbackServer, loopbackServer, onRequest } from './loopback.ts';

export type Part = string | Buffer;
export const bytesOf = (parts: readonly Part[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(part)));

const servers: LoopbackServer[] = [];

/** A host that answers each request with exactly the bytes that a test gives it; none: the test writes them itself. */
export const rawHost = async (
  answer: (request: string, socket: Socket) => readonly Part[] | undefined,
): Promise<{ url: string; requests: string[] }> => {
  const requests: string[] = [];
  const server = await loopbackServer(
    onRequest((socket, request) => {
      requests.push(request);
      const parts = answer(request, socket);
      if (parts) socket.end(bytesOf(parts));
    }),
  );
  servers.push(server);
  return { url: `http://127.0.0.1:${server.port}`, requests };
};

/** Closes the hosts after each test of a file. */
export const closeRawHosts = (): void => {
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
};
