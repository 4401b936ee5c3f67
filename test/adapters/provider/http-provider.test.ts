import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plainExchange } from '../../../lambdas/adapters/http/http-exchange.ts';
import { HttpProvider } from '../../../lambdas/adapters/provider/http-provider.ts';
import { minute } from '../../../lambdas/domain/task/time.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { firstProviderParts } from '../../support/provider-definitions.ts';

describe('asking the provider over HTTP', () => {
  let server: Server;
  let base: string;
  let requests: { method?: string; url?: string; authorization?: string }[];
  let respond: (response: ServerResponse) => void;
  let forgotten: number;
  let clock: ManualClock;
  let readKey: () => Promise<{ value: string; createdAt: number }>;

  beforeEach(async () => {
    requests = [];
    forgotten = 0;
    clock = new ManualClock();
    readKey = async () => ({ value: 'key-1\n', createdAt: 0 });
    server = createServer(({ method, url, headers }, response) => {
      requests.push({ method, url, authorization: headers.authorization });
      respond(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/kyyReactApiServer`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const provider = (baseUrl = base) =>
    new HttpProvider({
      ...firstProviderParts,
      baseUrl,
      key: {
        current: () => readKey(),
        forget: () => {
          forgotten += 1;
        },
      },
      exchange: plainExchange(),
      clock,
    });
  const replies = (status: number, body: string, headers: Record<string, string> = {}) => {
    respond = (response) => response.writeHead(status, headers).end(body);
  };

  it('keeps the key out of what the provider says, however it repeats it', async () => {
    const key = 'sk-a/b+c=1234';
    readKey = async () => ({ value: key, createdAt: 0 });
    const error = { message: `Key ${key} (${encodeURIComponent(key)}) is out of money`, code: `E-${key}` };
    const body = JSON.stringify({ id: 'x', status: 'failed', error, model: key }).replaceAll('/', '\\/');
    replies(200, body);
    const answer = await provider().poll('x');
    expect(answer).toMatchObject({
      kind: 'failed',
      message: 'Key [provider key] ([provider key]) is out of money',
      providerCode: 'E-[provider key]',
      reason: 'quota',
    });
    expect(JSON.stringify(answer)).not.toContain('a/b');
  });

  it('takes half characters and marks of direction out of what the provider says', async () => {
    replies(200, '{"id":"x","status":"failed","error":"a\\ud800b\\u202Ec\\u2066d\\u2028e"}');
    expect(await provider().poll('x')).toMatchObject({ message: 'a\uFFFDbcd e' });
  });

  it('sends the key, and the id in one segment of the path', async () => {
    replies(200, '{"status":"processing"}');
    expect(await provider().poll('a/b?c#d ü..')).toEqual({ kind: 'pending', status: 'processing' });
    expect(requests).toEqual([
      {
        method: 'GET',
        url: '/kyyReactApiServer/v1/result/a%2Fb%3Fc%23d%20%C3%BC..',
        authorization: 'Bearer key-1',
      },
    ]);
  });

  it.each(['.', '..'])('asks nothing for an id that is a step in a path: %s', async (id) => {
    expect(await provider().poll(id)).toEqual({ kind: 'not_found' });
    expect(requests).toEqual([]);
  });

  it('tells how long it was asked to wait', async () => {
    replies(429, '', { 'retry-after': '77' });
    expect(await provider().poll('x')).toEqual({
      kind: 'unclear',
      reason: 'throttled',
      retryAfterSeconds: 77,
    });
    replies(503, '', { 'retry-after': new Date(clock.now() + minute).toUTCString() });
    expect(await provider().poll('x')).toMatchObject({ reason: 'server_error', retryAfterSeconds: 60 });
  });

  it.each([401, 403])('drops the key that was refused with %i, and once a minute at most', async (status) => {
    replies(status, '{}');
    const asking = provider();
    for (let n = 0; n < 5; n += 1)
      expect(await asking.poll('x')).toEqual({ kind: 'unclear', reason: 'unauthorized' });
    expect(forgotten).toBe(1);
    clock.advance(minute);
    await asking.poll('x');
    expect(forgotten).toBe(2);
  });

  it('asks nothing without a key that can be sent', async () => {
    for (const value of ['', '{"key":"x"}', '{ "key": "x" }', 'two\nlines']) {
      readKey = async () => ({ value, createdAt: 0 });
      expect(await provider().poll('x')).toEqual({ kind: 'unclear', reason: 'no_key' });
    }
    readKey = () => Promise.reject(new Error('AccessDenied'));
    expect(await provider().poll('x')).toEqual({ kind: 'unclear', reason: 'no_key' });
    expect(requests).toEqual([]);
  });

  it('cuts off a body over 8 MiB', async () => {
    replies(200, `{"status":"completed","pad":"${'x'.repeat(8 * 1024 * 1024)}"}`);
    expect(await provider().poll('x')).toEqual({ kind: 'unclear', reason: 'too_large' });
  });

  it('reads a body of several MiB', async () => {
    replies(200, `{"status":"processing","prompt":"${'x'.repeat(5 * 1024 * 1024)}"}`);
    expect(await provider().poll('x')).toMatchObject({ kind: 'pending' });
  });

  it('believes no answer about another task', async () => {
    replies(200, '{"id":"y","status":"completed","video_url":"https://example.com/v.mp4"}');
    expect(await provider().poll('x')).toMatchObject({ kind: 'unclear', reason: 'other_task' });
  });

  it('follows no redirect', async () => {
    replies(302, '', { location: `${base}/v1/result/other` });
    expect(await provider().poll('x')).toEqual({ kind: 'unclear', reason: 'unexpected' });
    expect(requests).toHaveLength(1);
  });

  it('takes a dropped connection for a hiccup', async () => {
    respond = (response) => response.destroy();
    expect(await provider().poll('x')).toEqual({ kind: 'unclear', reason: 'unreachable' });
  });

  it('takes a refused connection for a hiccup', async () => {
    server.close();
    expect(await provider('http://127.0.0.1:1').poll('x')).toEqual({
      kind: 'unclear',
      reason: 'unreachable',
    });
  });

  it('waits ten seconds for an answer, and up to a minute after time-outs in a row', async () => {
    const limits: number[] = [];
    const waiting = new HttpProvider({
      ...firstProviderParts,
      baseUrl: base,
      key: { current: () => readKey(), forget: () => {} },
      exchange: async ({ timeoutMillis }) => {
        limits.push(timeoutMillis);
        return { kind: 'failure', failure: 'timeout', reason: 'slow', milliseconds: timeoutMillis };
      },
      clock,
    });
    expect(await waiting.poll('x')).toEqual({ kind: 'unclear', reason: 'timeout' });
    for (const timeoutsInARow of [1, 2, 3, 1_000]) await waiting.poll('x', { timeoutsInARow });
    expect(limits).toEqual([10_000, 20_000, 40_000, 60_000, 60_000]);
  });
});
