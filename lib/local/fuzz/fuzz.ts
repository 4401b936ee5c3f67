import { readFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startLocalCloud } from '../cloud/cloud.ts';
import { type FuzzRequest, fuzzRequests } from './requests.ts';

export interface FuzzResult {
  /** Answers by status. */
  readonly statuses: ReadonlyMap<number, number>;
  /** What must not be: a 5xx, an error that is no problem details, a connection that broke. */
  readonly faults: readonly { readonly request: FuzzRequest; readonly fault: string }[];
}

/** A provider that takes every creation. */
const startProvider = async () => {
  let count = 0;
  const server = createServer(async (request, response) => {
    await text(request);
    count += 1;
    const answer = { id: `video_made_${count}`, object: 'video', model: 'm', status: 'queued' };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { baseUrl, close: () => server.close() };
};

const send = (apiUrl: string, apiKey: string, { method, path, headers, body }: FuzzRequest) =>
  new Promise<{ status: number; type: string; body: string }>((resolve, reject) => {
    const { hostname, port, pathname } = new URL(apiUrl);
    const options = {
      hostname,
      port,
      method,
      path: `${pathname}${path}`,
      headers: { ...headers, 'x-api-key': apiKey },
    };
    httpRequest(options, async (response) => {
      const type = response.headers['content-type'] ?? '';
      resolve({ status: response.statusCode ?? 0, type, body: await text(response) });
    })
      .on('error', reject)
      .end(body);
  });

const faultOf = async (
  apiUrl: string,
  apiKey: string,
  request: FuzzRequest,
  count: (status: number) => void,
) => {
  try {
    const answer = await send(apiUrl, apiKey, request);
    count(answer.status);
    if (answer.status >= 500) return `answered ${answer.status}: ${answer.body.slice(0, 200)}`;
    const isProblem = answer.type.startsWith('application/problem+json');
    return answer.status >= 400 && !isProblem ? `answered ${answer.status} as "${answer.type}"` : undefined;
  } catch (error) {
    return `broke off: ${(error as Error).message}`;
  }
};

/** Sends requests that are mostly wrong through the local gateway. The same seed sends the same requests. */
export const fuzz = async (settings: {
  readonly requests: number;
  readonly seed: number;
  readonly progress?: (sent: number) => void;
}): Promise<FuzzResult> => {
  const file = join(import.meta.dirname, '../../../docs/openapi.json');
  const provider = await startProvider();
  const cloud = await startLocalCloud({
    speed: 1,
    network: 'loopback',
    provider: { baseUrl: provider.baseUrl, key: 'fuzz-key' },
  });
  const statuses = new Map<number, number>();
  const faults: { request: FuzzRequest; fault: string }[] = [];
  try {
    let sent = 0;
    for (const request of fuzzRequests(JSON.parse(readFileSync(file, 'utf8')), settings.seed)) {
      if (sent === settings.requests) break;
      const fault = await faultOf(cloud.apiUrl, cloud.apiKey, request, (status) => {
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      });
      if (fault !== undefined) faults.push({ request, fault });
      sent += 1;
      if (sent % 500 === 0) settings.progress?.(sent);
    }
  } finally {
    await cloud.close();
    provider.close();
  }
  return { statuses, faults };
};
