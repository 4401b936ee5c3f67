import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ProviderHost {
  readonly url: string;
  /** The header with the key of each request, as they came. */
  readonly keys: (string | undefined)[];
  close(): Promise<void>;
}

/** A host that answers by path with what a test says; `location` in the body of a redirect becomes its header. */
export const providerHost = async (
  answers: Readonly<Record<string, readonly [status: number, body: unknown]>>,
  keyHeader = 'authorization',
): Promise<ProviderHost> => {
  const keys: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    keys.push(request.headers[keyHeader]?.toString());
    const [status, body] = answers[request.url ?? ''] ?? [404, {}];
    const { location } = (body ?? {}) as { readonly location?: string };
    response.writeHead(status, location === undefined ? {} : { location });
    response.end(typeof body === 'string' || body instanceof Buffer ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
};
