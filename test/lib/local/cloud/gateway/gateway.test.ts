import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../../../../lib/local/cloud/cloud.ts';
import { writeTinyAssembly } from '../../../../support/tiny-assembly.ts';

/** Answers with the event, or as a header says. */
const code = `exports.handler = async (event) => {
  const act = event.headers['x-act'];
  if (act === 'throw') throw new Error('broken');
  if (act === 'hang') await new Promise((done) => setTimeout(done, 20_000));
  if (act === 'nonsense') return 'nonsense';
  if (act === 'binary') return { statusCode: 200, body: 'AAEC', isBase64Encoded: true };
  return { statusCode: 201, headers: { 'X-One': 'one' }, multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] },
    body: JSON.stringify(event) };
};`;

describe('the gateway', () => {
  let cloud: LocalCloud;
  beforeAll(async () => {
    cloud = await startLocalCloud({ assembly: await writeTinyAssembly({ Api: { code } }) });
  });
  afterAll(() => cloud?.close());

  const call = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
    fetch(`${cloud.apiUrl}${path}`, { ...init, headers: { 'x-api-key': cloud.apiKey, ...headers } });

  it('passes the function the event of a REST API', async () => {
    const response = await call('/things/a%2Fb%20c?q=1&q=2&r=%C3%A4', { 'X-Own': 'yes' });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({
      resource: '/things/{id}',
      path: '/things/a%2Fb%20c',
      httpMethod: 'GET',
      pathParameters: { id: 'a%2Fb%20c' },
      queryStringParameters: { q: '2', r: 'ä' },
      multiValueQueryStringParameters: { q: ['1', '2'], r: ['ä'] },
      body: null,
      isBase64Encoded: false,
      requestContext: {
        stage: 'v1',
        path: '/v1/things/a%2Fb%20c',
        resourcePath: '/things/{id}',
        identity: { apiKeyId: cloud.apiKeyId, sourceIp: '127.0.0.1' },
      },
    });
  });

  it('passes on the body and the headers as the client wrote them', async () => {
    const event = await new Promise<{ body: string; headers: object }>((done, failed) => {
      const url = new URL(`${cloud.apiUrl}/things/1`);
      const headers = { 'X-API-Key': cloud.apiKey, 'X-Mixed-Case': 'kept' };
      request(url, { method: 'POST', headers }, async (response) => {
        done(JSON.parse(Buffer.concat(await response.toArray()).toString()));
      })
        .on('error', failed)
        .end('{"ä":1}');
    });
    expect(event.body).toBe('{"ä":1}');
    expect(event.headers).toMatchObject({ 'X-Mixed-Case': 'kept' });
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'passes on a query named %s',
    async (name) => {
      const response = await call(`/things/1?${name}=a&${name}=b`, { [`x-${name}`]: 'c', [name]: 'd' });
      expect(response.status).toBe(201);
      const event = (await response.json()) as Record<string, Record<string, unknown>>;
      expect(Object.entries(event.multiValueQueryStringParameters ?? {})).toEqual([[name, ['a', 'b']]]);
      expect(Object.entries(event.queryStringParameters ?? {})).toEqual([[name, 'b']]);
    },
  );

  const raw = (target: string, host: string) =>
    new Promise<{ status: number | undefined; error: unknown }>((done, failed) => {
      const { port } = new URL(cloud.apiUrl);
      request(
        { host: '127.0.0.1', port, path: target, headers: host === '' ? [] : ['Host', host] },
        (response) => {
          response.resume();
          done({ status: response.statusCode, error: response.headers['x-amzn-errortype'] });
        },
      )
        .on('error', failed)
        .end();
    });
  it.each(['evil.example', 'a b', '127.0.0.1.evil.example', 'localhost:x', '[', '%'] as const)(
    'refuses a request for the host "%s" in the template’s words',
    async (host) => {
      expect(await raw('/v1/things/1', host)).toEqual({ status: 403, error: 'ForbiddenException' });
    },
  );
  it.each(['//', '//evil.example/x', '/%', '/%zz', '*', 'http://x/'])(
    'answers the target %s in the template’s words',
    async (target) => {
      const { status, error } = await raw(target, 'localhost');
      expect(error).toMatch(/^(BadRequest|MissingAuthenticationToken)Exception$/);
      expect(status).toBeLessThan(500);
    },
  );

  it('sends headers and binary bodies as the function answers them', async () => {
    const response = await call('/things/1');
    expect(response.headers.get('x-one')).toBe('one');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    const binary = await call('/things/1', { 'x-act': 'binary' });
    expect([...new Uint8Array(await binary.arrayBuffer())]).toEqual([0, 1, 2]);
  });

  it('distinguishes owners by their keys, and rejects others with the template’s response', async () => {
    const second = await cloud.createApiKey();
    const response = await call('/things/1', { 'x-api-key': second.value });
    expect(await response.json()).toMatchObject({ requestContext: { identity: { apiKeyId: second.id } } });
    const refused = await call('/things/1', { 'x-api-key': '' });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(await refused.json()).toEqual({ detail: 'Forbidden' });
    const open = await call('/open', { 'x-api-key': '' });
    expect(open.status).toBe(201);
  });

  it.each([
    ['a path that there is not', '/nothing', {}, 403],
    ['a function that throws', '/things/1', { 'x-act': 'throw' }, 502],
    ['a function that answers nonsense', '/things/1', { 'x-act': 'nonsense' }, 502],
  ])('answers by itself for %s', async (_what, path, headers: Record<string, string>, status) => {
    expect((await call(path, headers)).status).toBe(status);
  });

  it('answers 504 for a function that takes too long', async () => {
    const assembly = await writeTinyAssembly({ Api: { code, timeoutSeconds: 1 } });
    const impatient = await startLocalCloud({ assembly });
    const headers = { 'x-api-key': impatient.apiKey, 'x-act': 'hang' };
    expect((await fetch(`${impatient.apiUrl}/things/1`, { headers })).status).toBe(504);
    await impatient.close();
  });

  it('takes no body over 10 MB', async () => {
    const body = 'x'.repeat(10 * 1024 * 1024 + 1);
    expect((await call('/things/1', {}, { method: 'POST', body })).status).toBe(413);
  });

  it('rejects a method that the template does not have', async () => {
    expect((await call('/things/1', {}, { method: 'DELETE' })).status).toBe(403);
  });
});
