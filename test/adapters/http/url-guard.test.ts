import { isIPv6, Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Network } from '../../../lambdas/adapters/http/connection.ts';
import { guardedExchange } from '../../../lambdas/adapters/http/http-exchange.ts';
import { urlPolicy } from '../../../lambdas/adapters/http/url-guard.ts';
import { checkCallbackUrl } from '../../../lambdas/domain/callbacks/callback-url.ts';
import { hostileAddresses, hostileSpellings, hostileUrls } from '../../support/hostile-urls.ts';

const policy = urlPolicy({ privateHosts: [] });

/** Every name resolves to the given addresses; every socket refuses, and is noted. Nothing leaves the process. */
const call = async (url: string, addresses: readonly string[] = ['93.184.215.14'], rules = policy) => {
  const dialled: string[] = [];
  const resolved: string[] = [];
  const network: Network = {
    resolve: async (name) => {
      resolved.push(name);
      return addresses;
    },
    dial: (address, port) => {
      dialled.push(`${address} ${port}`);
      const socket = new Socket();
      const refusal = Object.assign(new Error('stub'), { code: 'ECONNREFUSED' });
      process.nextTick(() => socket.destroy(refusal));
      return socket;
    },
  };
  const exchange = guardedExchange(rules, network);
  const result = await exchange({
    method: 'POST',
    url,
    body: '{}',
    timeoutMillis: 15_000,
    maxBodyBytes: 100,
  });
  return { result, dialled, resolved };
};

const literals = Object.entries(hostileAddresses).flatMap(([why, addresses]) =>
  addresses.map((address) => [address, why] as const),
);
const inUrl = (address: string) => `https://${isIPv6(address) ? `[${address}]` : address}/hook`;

const goodUrls: readonly (readonly [url: string, addresses: readonly string[], dials: string])[] = [
  ['https://example.com/', ['93.184.215.14'], '93.184.215.14 443'],
  ['https://example.com', ['93.184.215.14'], '93.184.215.14 443'],
  ['HTTPS://EXAMPLE.COM/Hook', ['93.184.215.14'], '93.184.215.14 443'],
  ['https://example.com:443/hook', ['93.184.215.14'], '93.184.215.14 443'],
  ['https://example.com:8443/hook', ['93.184.215.14'], '93.184.215.14 8443'],
  ['https://example.com/hook?token=a@b:c//d', ['93.184.215.14'], '93.184.215.14 443'],
  ['https://example.com/@user/hook', ['93.184.215.14'], '93.184.215.14 443'],
  ['https://example.com?x=1', ['93.184.215.14'], '93.184.215.14 443'],
  ['https://example.com/hook#part', ['93.184.215.14'], '93.184.215.14 443'],
  ['https://example.com/%E6%BC%A2?q=%00', ['93.184.215.14'], '93.184.215.14 443'],
  ['https://example.com/漢字', ['93.184.215.14'], '93.184.215.14 443'],
  ['https://münchen.de/', ['93.184.215.14'], '93.184.215.14 443'],
  ['https://xn--mnchen-3ya.de/', ['93.184.215.14'], '93.184.215.14 443'],
  ['https://例え.テスト.jp/', ['93.184.215.14'], '93.184.215.14 443'],
  ['https://a.b.c.d.example.co.uk/', ['93.184.215.14'], '93.184.215.14 443'],
  ['https://my_service.example.com/', ['93.184.215.14'], '93.184.215.14 443'],
  ['https://3com.com/', ['93.184.215.14'], '93.184.215.14 443'],
  ['https://127.0.0.1.example.com/', ['93.184.215.14'], '93.184.215.14 443'],
  ['https://localhost.example.com/', ['93.184.215.14'], '93.184.215.14 443'],
  ['https://internal-tools.example.com/', ['93.184.215.14'], '93.184.215.14 443'],
  ['https://abc.lambda-url.eu-central-1.on.aws/', ['3.120.0.1'], '3.120.0.1 443'],
  [`https://example.com/${'a'.repeat(2_000)}`, ['93.184.215.14'], '93.184.215.14 443'],
  [
    'https://example.com/',
    ['2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
    '2606:2800:21f:cb07:6820:80da:af6b:8b2c 443',
  ],
  ['https://example.com/', ['2a00:1450:4001:82b::200e', '142.250.1.1'], '2a00:1450:4001:82b::200e 443'],
  ['https://8.8.8.8/', [], '8.8.8.8 443'],
  ['https://1.1.1.1:8443/', [], '1.1.1.1 8443'],
  ['https://0x08080808/', [], '8.8.8.8 443'],
  ['https://[2606:4700:4700::1111]/', [], '2606:4700:4700::1111 443'],
  ['https://[2001:4860:4860:0:0:0:0:8888]/', [], '2001:4860:4860::8888 443'],
  ['https://edges.example.com/', ['172.15.255.255'], '172.15.255.255 443'],
  ['https://edges.example.com/', ['172.32.0.0'], '172.32.0.0 443'],
  ['https://edges.example.com/', ['100.63.255.255'], '100.63.255.255 443'],
  ['https://edges.example.com/', ['100.128.0.0'], '100.128.0.0 443'],
  ['https://edges.example.com/', ['11.0.0.0'], '11.0.0.0 443'],
  ['https://edges.example.com/', ['126.255.255.255'], '126.255.255.255 443'],
  ['https://edges.example.com/', ['128.0.0.1'], '128.0.0.1 443'],
  ['https://edges.example.com/', ['168.63.129.17'], '168.63.129.17 443'],
  ['https://edges.example.com/', ['169.253.255.255'], '169.253.255.255 443'],
  ['https://edges.example.com/', ['198.17.255.255'], '198.17.255.255 443'],
  ['https://edges.example.com/', ['198.20.0.0'], '198.20.0.0 443'],
  ['https://edges.example.com/', ['223.255.255.255'], '223.255.255.255 443'],
  ['https://edges.example.com/', ['2001:200::1'], '2001:200::1 443'],
  ['https://edges.example.com/', ['2003::1'], '2003::1 443'],
];

describe('The guard refuses', () => {
  it('at least 150 hostile addresses and URLs, and lets at least 30 good ones pass', () => {
    const hostile = new Set([
      ...literals.map(([address]) => inUrl(address)),
      ...hostileSpellings,
      ...hostileUrls,
    ]);
    expect(hostile.size).toBeGreaterThanOrEqual(150);
    expect(goodUrls.length).toBeGreaterThanOrEqual(30);
  });

  it.each(literals)('the URL of %s (%s), when registered and when called', async (address) => {
    expect(checkCallbackUrl(inUrl(address), policy)).toMatchObject({ ok: false });
    const { result, dialled, resolved } = await call(inUrl(address));
    expect(result).toMatchObject({ kind: 'failure', failure: 'blocked' });
    expect({ dialled, resolved }).toEqual({ dialled: [], resolved: [] });
  });

  it.each(literals)('a name that leads to %s (%s), alone or beside good addresses', async (address) => {
    for (const answer of [[address], ['8.8.8.8', address], [address, '2606:4700:4700::1111']]) {
      const { result, dialled } = await call('https://example.com/', answer);
      expect(result).toMatchObject({ kind: 'failure', failure: 'blocked' });
      expect(dialled).toEqual([]);
    }
  });

  it.each(hostileSpellings)('the host %s', async (host) => {
    expect(checkCallbackUrl(`https://${host}/`, policy)).toMatchObject({ ok: false });
    const { result, dialled, resolved } = await call(`https://${host}/`);
    expect(result).toMatchObject({ kind: 'failure', failure: 'blocked' });
    expect({ dialled, resolved }).toEqual({ dialled: [], resolved: [] });
  });

  it.each(hostileUrls.map((url) => [url]))('%j', async (url) => {
    expect(checkCallbackUrl(url, policy)).toMatchObject({ ok: false });
    const { result, dialled, resolved } = await call(url);
    expect(result).toMatchObject({ kind: 'failure', failure: 'blocked' });
    expect({ dialled, resolved }).toEqual({ dialled: [], resolved: [] });
  });

  it.each([['fe80::1%eth0'], ['8.8.8.8%1'], ['2606:4700::1%lo'], ['not an address'], ['8.8.8.8:53'], ['']])(
    'what is no address, should a resolver say %j',
    async (answer) => {
      const { result, dialled } = await call('https://example.com/', [answer]);
      expect(result).toMatchObject({ kind: 'failure', failure: 'blocked' });
      expect(dialled).toEqual([]);
    },
  );

  it('a host that is not allowed, where the deployment names those that are', async () => {
    const narrow = urlPolicy({
      privateHosts: [],
      allowedHosts: ['hooks.example.com', '*.example.org', 'München.de'],
    });
    const passes = (url: string) => checkCallbackUrl(url, narrow).ok;
    expect(passes('https://hooks.example.com/')).toBe(true);
    expect(passes('https://a.b.example.org/')).toBe(true);
    expect(passes('https://xn--mnchen-3ya.de/')).toBe(true);
    for (const host of [
      'example.com',
      'example.org',
      'xexample.org',
      'hooks.example.com.evil.net',
      'evil.net',
    ]) {
      expect(passes(`https://${host}/`)).toBe(false);
      expect((await call(`https://${host}/`, ['8.8.8.8'], narrow)).dialled).toEqual([]);
    }
  });
});

describe('A host that is configured with a port', () => {
  const rules = urlPolicy({
    privateHosts: ['localhost:3000', '[::1]:3000', '*.internal:80'],
    allowedHosts: ['a.com:8443', 'b.com'],
  });
  const passes = (url: string): boolean => checkCallbackUrl(url, rules).ok;

  it('is matched at this port', () => {
    for (const url of [
      'http://localhost:3000/',
      'http://[::1]:3000/',
      'http://hooks.internal/',
      'https://a.com:8443/',
      'https://b.com:8443/',
    ]) {
      expect([url, passes(url)]).toEqual([url, true]);
    }
  });

  it('is not matched at another one', () => {
    for (const url of [
      'http://localhost/',
      'http://localhost:3001/',
      'http://[::1]/',
      'http://hooks.internal:8080/',
      'https://a.com/',
    ]) {
      expect([url, passes(url)]).toEqual([url, false]);
    }
  });
});

describe('The guard lets pass', () => {
  it.each(goodUrls)('%s at %j', async (url, addresses, dials) => {
    expect(checkCallbackUrl(url, policy)).toMatchObject({ ok: true });
    const { result, dialled, resolved } = await call(url, addresses);
    expect(result).toMatchObject({ failure: 'connection_refused' });
    expect(dialled[0]).toBe(dials);
    expect(resolved).toHaveLength(addresses.length === 0 ? 0 : 1);
  });

  it('private hosts as the operator names them, by whatever scheme and port', async () => {
    const local = urlPolicy({
      privateHosts: ['localhost', '127.0.0.1', '::1', '*.internal'],
      allowedHosts: ['a.com'],
    });
    for (const url of [
      'http://localhost:3000/',
      'http://[::1]:80/',
      'https://hooks.internal/',
      'http://127.1/',
    ]) {
      expect(checkCallbackUrl(url, local)).toMatchObject({ ok: true, exempt: true });
      expect((await call(url, ['10.0.0.1'], local)).dialled).toHaveLength(1);
    }
    for (const url of [
      'http://localhost.evil.net/',
      'http://127.0.0.2/',
      'https://internal/',
      'ftp://localhost/',
    ]) {
      expect(checkCallbackUrl(url, local)).toMatchObject({ ok: false });
    }
  });
});
