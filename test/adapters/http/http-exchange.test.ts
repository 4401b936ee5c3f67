import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ExchangeRequest } from '../../../lambdas/adapters/http/exchange.ts';
import {
  guardedExchange,
  guardedStream,
  plainExchange,
} from '../../../lambdas/adapters/http/http-exchange.ts';
import { urlPolicy } from '../../../lambdas/adapters/http/url-guard.ts';
import { type TestCertificates, testCertificates } from '../../support/certificates.ts';
import { type LoopbackServer, loopbackServer, onRequest, stubNetwork } from '../../support/loopback.ts';

const open = urlPolicy({ privateHosts: [] });
const receiver = 'receiver.example.com';
const publicAddress = '93.184.215.14';

const post = (url: string, more: Partial<ExchangeRequest> = {}): ExchangeRequest => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json' },
  body: '{"a":1}',
  timeoutMillis: 20_000,
  maxBodyBytes: 65_536,
  ...more,
});

let certificates: TestCertificates;
beforeAll(() => {
  certificates = testCertificates();
});

const servers: LoopbackServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const secured = async (answer: string, names = `DNS:${receiver}`) => {
  const requests: string[] = [];
  const server = await loopbackServer(
    onRequest((socket, request) => {
      requests.push(request);
      socket.end(answer);
    }),
    certificates.issue(names),
  );
  servers.push(server);
  return { server, requests };
};

const network = (server: LoopbackServer, addresses: readonly string[] = [publicAddress]) =>
  stubNetwork({ [receiver]: addresses }, server.port, certificates.authority);

describe('A guarded exchange', () => {
  it('posts to the address that it checked, under the name of the URL', async () => {
    const { server, requests } = await secured(
      'HTTP/1.1 201 Created\r\nContent-Length: 2\r\nX-A: 1\r\n\r\nok',
    );
    const stub = network(server);
    const result = await guardedExchange(open, stub)(post(`https://${receiver}:8443/hook?a=b#part`));
    expect(result).toMatchObject({ kind: 'answer', status: 201, truncated: false, address: publicAddress });
    expect(result).toMatchObject({ headers: { 'x-a': '1' }, body: Buffer.from('ok') });
    expect(stub.dialled).toEqual([{ address: publicAddress, port: 8443 }]);
    expect(requests[0]).toMatch(/^POST \/hook\?a=b HTTP\/1\.1\r\n/);
    expect(requests[0]).toMatch(/\r\nhost: receiver\.example\.com:8443\r\n/i);
    expect(requests[0]).toMatch(/\r\n\r\n\{"a":1\}$/);
  });

  it('asks for the name once, and dials what it was told then, however often the answer changes', async () => {
    const { server } = await secured('HTTP/1.1 204 No Content\r\n\r\n');
    const answers = [publicAddress, '127.0.0.1', '169.254.169.254'];
    const stub = network(server);
    const rebinding = { ...stub, resolve: async () => [answers.shift() ?? '127.0.0.1'] };
    const result = await guardedExchange(open, rebinding)(post(`https://${receiver}/`));
    expect(result).toMatchObject({ kind: 'answer', status: 204 });
    expect(stub.dialled).toEqual([{ address: publicAddress, port: 443 }]);
    expect(answers).toHaveLength(2);
  });

  it.each([['127.0.0.1'], ['10.0.0.1'], ['::1'], ['fd00:ec2::254'], ['168.63.129.16']])(
    'dials nothing where a name leads to %s, alone or among good addresses',
    async (address) => {
      for (const addresses of [[address], [publicAddress, address], [address, publicAddress]]) {
        const stub = stubNetwork({ [receiver]: addresses });
        const result = await guardedExchange(open, stub)(post(`https://${receiver}/`));
        expect(result).toMatchObject({ kind: 'failure', failure: 'blocked' });
        expect(stub.dialled).toEqual([]);
      }
    },
  );

  it('neither resolves nor dials a forbidden literal', async () => {
    const stub = stubNetwork({});
    for (const host of ['127.0.0.1', '0x7f.1', '[::1]', '[::ffff:169.254.169.254]', '2130706433']) {
      const result = await guardedExchange(open, stub)(post(`https://${host}/`));
      expect(result).toMatchObject({ kind: 'failure', failure: 'blocked' });
    }
    expect(stub.resolved).toEqual([]);
    expect(stub.dialled).toEqual([]);
  });

  it('verifies the certificate of a literal address against the address', async () => {
    const { server } = await secured('HTTP/1.1 204 No Content\r\n\r\n', `IP:${publicAddress}`);
    const stub = network(server);
    expect(await guardedExchange(open, stub)(post(`https://${publicAddress}/`))).toMatchObject({
      status: 204,
    });
    expect(stub.resolved).toEqual([]);
    expect(await guardedExchange(open, stub)(post(`https://${receiver}/`))).toMatchObject({ failure: 'tls' });
  });

  it('ignores proxies and leave to skip certificates in the environment', async () => {
    const { server } = await secured('HTTP/1.1 204 No Content\r\n\r\n', 'DNS:other.example.com');
    const before = { ...process.env };
    const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY'];
    for (const name of names) process.env[name] = 'http://127.0.0.1:1';
    Object.assign(process.env, { NODE_USE_ENV_PROXY: '1', NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    try {
      const stub = network(server);
      const result = await guardedExchange(open, stub)(post(`https://${receiver}/`));
      expect(result).toMatchObject({ kind: 'failure', failure: 'tls' });
      expect(stub.dialled).toEqual([{ address: publicAddress, port: 443 }]);
    } finally {
      process.env = before;
    }
  });

  it('lets plain http and any address through for private hosts only', async () => {
    const server = await loopbackServer(onRequest((socket) => socket.end('HTTP/1.1 204 No Content\r\n\r\n')));
    servers.push(server);
    const stub = stubNetwork({ 'inner.test': ['10.1.2.3'] }, server.port);
    const exchange = guardedExchange(urlPolicy({ privateHosts: ['inner.test', '127.0.0.1'] }), stub);
    expect(await exchange(post('http://inner.test:9000/'))).toMatchObject({ status: 204 });
    expect(await exchange(post('http://127.0.0.1:9000/'))).toMatchObject({ status: 204 });
    expect(await exchange(post('http://127.0.0.2:9000/'))).toMatchObject({ failure: 'blocked' });
    expect(await exchange(post('http://user@inner.test/'))).toMatchObject({ failure: 'blocked' });
    expect(stub.dialled.map((each) => each.address)).toEqual(['10.1.2.3', '127.0.0.1']);
  });

  it('tries a further address where one refuses the connection', async () => {
    const { server } = await secured('HTTP/1.1 204 No Content\r\n\r\n');
    const dead = await loopbackServer(() => {});
    await dead.close();
    const stub = network(server);
    const addresses = ['93.184.215.15', publicAddress];
    const dial = (address: string, port: number) =>
      address === publicAddress ? stub.dial(address, port) : stubNetwork({}, dead.port).dial(address, port);
    const result = await guardedExchange(open, { ...stub, dial, resolve: async () => addresses })(
      post(`https://${receiver}/`),
    );
    expect(result).toMatchObject({ kind: 'answer', status: 204, address: publicAddress });
  });

  it('says what kept it from an answer', async () => {
    const closed = await loopbackServer(() => {});
    await closed.close();
    const stub = network(closed);
    const exchange = guardedExchange(open, stub);
    expect(await exchange(post('https://nowhere.example.com/'))).toMatchObject({ failure: 'name_not_found' });
    expect(await exchange(post(`https://${receiver}/`))).toMatchObject({
      failure: 'connection_refused',
      address: publicAddress,
    });
    const silent = guardedExchange(open, { ...stub, resolve: () => new Promise(() => {}) });
    const late = await silent(post(`https://${receiver}/`, { timeoutMillis: 100 }));
    expect(late).toMatchObject({ failure: 'timeout' });
    expect(late.milliseconds).toBeLessThan(10_000);
  });
});

describe('A plain exchange', () => {
  it('goes wherever the operator says, and cuts the answer off at the limit', async () => {
    const server = await loopbackServer(
      onRequest((socket) => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n${'x'.repeat(100)}`)),
    );
    servers.push(server);
    const url = `http://127.0.0.1:${server.port}/v1/result/a%2Fb`;
    const whole = await plainExchange()({ method: 'GET', url, timeoutMillis: 20_000, maxBodyBytes: 100 });
    expect(whole).toMatchObject({ kind: 'answer', status: 200, truncated: false });
    const cut = await plainExchange()({ method: 'GET', url, timeoutMillis: 20_000, maxBodyBytes: 99 });
    expect(cut).toMatchObject({ kind: 'answer', truncated: true, body: Buffer.from('x'.repeat(99)) });
  });

  it('calls an impossible URL unreachable', async () => {
    const result = await plainExchange()({
      method: 'GET',
      url: 'nonsense',
      timeoutMillis: 100,
      maxBodyBytes: 1,
    });
    expect(result).toMatchObject({ kind: 'failure', failure: 'unreachable' });
  });
});

describe('A guarded stream', () => {
  it('hands over the body as it comes, redirects as answers, and stops when told', async () => {
    const server = await loopbackServer(
      onRequest((socket, request) =>
        request.startsWith('GET /moved')
          ? socket.end('HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n')
          : socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nfirst'),
      ),
    );
    servers.push(server);
    const openStream = guardedStream(urlPolicy({ privateHosts: ['127.0.0.1'] }));
    const base = `http://127.0.0.1:${server.port}`;
    const moved = await openStream({ url: `${base}/moved`, timeoutMillis: 20_000 });
    expect(moved).toMatchObject({
      kind: 'answer',
      status: 302,
      headers: { location: 'http://169.254.169.254/' },
    });
    if (moved.kind === 'answer') moved.body.destroy();

    const stop = new AbortController();
    const opened = await openStream({ url: `${base}/video`, timeoutMillis: 20_000, signal: stop.signal });
    if (opened.kind !== 'answer') throw new Error(opened.reason);
    const read = (async () => {
      for await (const chunk of opened.body) {
        expect(String(chunk)).toBe('first');
        stop.abort();
      }
    })();
    await expect(read).rejects.toThrow();
    expect(
      await openStream({ url: `${base}/video`, timeoutMillis: 20_000, signal: stop.signal }),
    ).toMatchObject({
      kind: 'failure',
    });
  });

  it('is refused what the guard forbids', async () => {
    const stub = stubNetwork({ [receiver]: ['10.0.0.1'] });
    const result = await guardedStream(
      open,
      stub,
    )({ url: `https://${receiver}/v.mp4`, timeoutMillis: 20_000 });
    expect(result).toMatchObject({ kind: 'failure', failure: 'blocked' });
  });
});
