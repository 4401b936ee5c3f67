import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { archiving, mebi } from '../../support/archiving.ts';
import { closeRawHosts, type Part, rawHost } from '../../support/raw-host.ts';

/** Of the file, in bytes. */
const length = mebi + 123;
const at = archiving(length);
closeRawHosts();

const ok = 'HTTP/1.1 200 OK\r\n';
const sized = `Content-Length: ${length}\r\n\r\n`;
const empty = 'Content-Length: 0\r\n\r\n';
const whole = (): readonly Part[] => [ok, sized, at.source.file];
const isRanged = (request: string) => /\r\nrange:/i.test(request);
const pathOf = (request: string) => request.split(' ')[1] ?? '';

describe('a host that does not give a range is asked once more without one, if it', () => {
  const impatient = { reader: { headersMillis: 400, stallMillis: 400, reconnectMillis: 5 } };
  it.each<[string, Part]>([
    ...[204, 205, 401, 404, 418, 502, 504].map((status): [string, Part] => [
      `answers ${status}`,
      `HTTP/1.1 ${status} No\r\n${status === 204 ? '\r\n' : empty}`,
    ]),
    ['sends nothing', `${ok}${empty}`],
    ['sends no HTTP', 'no\r\n\r\n'],
  ])('%s', async (_, answer) => {
    const host = await rawHost((request) => (isRanged(request) ? [answer] : whole()));
    at.expectRight(await at.copy({ link: host.url }));
  });

  it.each<[string, 'resetAndDestroy' | 'resume']>([
    ['resets the connection', 'resetAndDestroy'],
    ['never answers', 'resume'],
  ])('%s', async (_, act) => {
    const host = await rawHost((request, socket) => {
      if (!isRanged(request)) return whole();
      socket[act]();
      return undefined;
    });
    at.expectRight(await at.copy({ link: host.url }, impatient));
    expect(host.requests).toHaveLength(2);
  });

  it.each([
    'HTTP/1.1 410 Gone\r\n',
    'HTTP/1.1 429 Too Many Requests\r\n',
    'HTTP/1.1 503 Busy\r\n',
    'HTTP/1.1 500 Busy\r\nRetry-After: 9\r\n',
  ])('but not if it is gone or busy: %j', async (answer) => {
    const host = await rawHost((request) => (isRanged(request) ? [answer, empty] : whole()));
    expect(await at.copy({ link: host.url })).not.toMatchObject({ kind: 'archived' });
    expect(host.requests).toHaveLength(1);
  });

  it.each<[string, RegExp]>([
    ['a browser’s name', /\r\nuser-agent: Mozilla\/5\.0 \(compatible; seedance-relay\)\r\n/i],
    ['no coding', /^(?![\s\S]*\r\naccept-encoding:)/i],
    ['any type', /\r\naccept: \*\/\*\r\n/i],
  ])('with %s', async (_, wanted) => {
    const host = await rawHost((request) =>
      wanted.test(request) && !isRanged(request) ? whole() : [`HTTP/1.1 403 Forbidden\r\n${empty}`],
    );
    at.expectRight(await at.copy({ link: host.url }));
  });
});

describe('a 206 that contradicts itself whatever is asked', () => {
  const saying = (range: string, file = at.source.file) =>
    rawHost(() => [
      `HTTP/1.1 206 Partial Content\r\nContent-Range: ${range}\r\nContent-Length: ${file.length}\r\n\r\n`,
      file,
    ]);
  const ranges = [
    `bytes 0-${length - 1}/${length + 10}`,
    `bytes 0-${length}/${length}`,
    'bytes 0-99/100',
    `bytes 0-${length - 1}/*`,
  ];
  it.each(ranges)('is read if the file shows that it is whole: %s', async (range) => {
    at.expectRight(await at.copy({ link: (await saying(range)).url }));
  });
  it.each(ranges)('is not believed with a file that is cut: %s', async (range) => {
    const host = await saying(range, at.source.file.subarray(0, -1));
    expect(await at.copy({ link: host.url })).toMatchObject({ kind: 'broken' });
    at.expectNothing();
  });
});

it.each([201, 203, 226])('the file is read out of an answer of status %i', async (status) => {
  const host = await rawHost(() => [`HTTP/1.1 ${status} Made\r\n`, sized, at.source.file]);
  at.expectRight(await at.copy({ link: host.url }));
});

describe('a file that is compressed more than once', () => {
  it.each<[string, string, (file: Buffer) => Buffer]>([
    ['by gzip twice', 'gzip, gzip', (file) => gzipSync(gzipSync(file))],
    ['by gzip inside Brotli', 'gzip, br', (file) => brotliCompressSync(gzipSync(file), { params: { 1: 1 } })],
    ['by Zstandard inside zlib', 'zstd, deflate', (file) => deflateSync(zstdCompressSync(file))],
    ['by gzip three times, which no header says', '', (file) => gzipSync(gzipSync(gzipSync(file)))],
  ])('%s is stored as it is inside', async (_, coding, compress) => {
    const body = compress(at.source.file);
    const host = await rawHost(() => [
      `${ok}Content-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n\r\n`,
      body,
    ]);
    at.expectRight(await at.copy({ link: host.url }));
  });
});

describe('a host that redirects', () => {
  it.each([
    ['k=1', 'k=1; Path=/; HttpOnly'],
    ['a=1; b=2', 'a=1\r\nSet-Cookie: b=2; Expires=Wed, 09 Jun 2032 10:18:14 GMT'],
    ['s=x%20y==', 's=x%20y==; Max-Age=60; Domain=example.com'],
  ])('until its cookie comes back gets it: %s', async (cookie, set) => {
    const host = await rawHost((request) =>
      request.includes(`\r\ncookie: ${cookie}\r\n`)
        ? whole()
        : [`HTTP/1.1 302 Found\r\nSet-Cookie: ${set}\r\nLocation: /v.mp4\r\n${empty}`],
    );
    at.expectRight(await at.copy({ link: host.url }));
    expect(host.requests).toHaveLength(2);
  });

  it('to another host sends its cookie to itself only', async () => {
    const other = await rawHost(whole);
    const host = await rawHost(() => [
      `HTTP/1.1 302 Found\r\nSet-Cookie: k=1; Domain=127.0.0.1\r\nLocation: ${other.url}/\r\n${empty}`,
    ]);
    at.expectRight(await at.copy({ link: host.url }));
    expect(other.requests.join()).not.toMatch(/cookie/i);
  });

  it.each([13, 20, 21])('%i times is followed up to twenty', async (times) => {
    const host = await rawHost((request) => {
      const hop = Number(pathOf(request).slice(2));
      return hop === times ? whole() : [`HTTP/1.1 302 Found\r\nLocation: /h${hop + 1}\r\n${empty}`];
    });
    const result = await at.copy({ link: `${host.url}/h0` });
    if (times <= 20) at.expectRight(result);
    else expect(result).toMatchObject({ kind: 'interrupted' });
  });
});

describe('a link is asked for byte for byte as it was signed', () => {
  it.each([
    "/v.mp4?name='a'",
    '/a/%2e%2e/v.mp4?k=%3d%3D',
    '/a//b/../v.mp4?x=&y&',
    '/v.mp4?sign=a%2Bb+c%20d~e;f%7Eg!*()',
    `/v.mp4?token=${'t'.repeat(15_500)}`,
  ])('%s', async (path) => {
    const host = await rawHost((request) =>
      pathOf(request) === path ? whole() : [`HTTP/1.1 403 Forbidden\r\n${empty}`],
    );
    at.expectRight(await at.copy({ link: `${host.url}${path}#t=1` }));
  });
});
