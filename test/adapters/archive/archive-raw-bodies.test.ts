import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { archiving, mebi } from '../../support/archiving.ts';
import { bytesOf, closeRawHosts, type Part, rawHost } from '../../support/raw-host.ts';

/** Of the file, in bytes. */
const length = mebi + 123;
const at = archiving(length);
closeRawHosts();

const ok = 'HTTP/1.1 200 OK\r\n';
const sized = `Content-Length: ${length}\r\n`;

describe('a redirect', () => {
  const video = '/videos/成片 1/最终版 (2).mp4';
  it.each<[string, (port: string) => Part]>([
    ['in raw UTF-8 with spaces', () => video],
    ['with a fragment', () => `${encodeURI(video)}#t=10`],
    ['relative to the folder', () => 'videos/成片 1/最终版 (2).mp4'],
    ['relative to the protocol', (port) => `//127.0.0.1:${port}${encodeURI(video)}`],
    ['absolute, with spaces', (port) => `http://127.0.0.1:${port}${video}`],
    ['with spaces around it', () => `  ${encodeURI(video)}  `],
  ])('%s is followed', async (_, location) => {
    for (const status of [300, 301, 302, 303, 307, 308]) {
      const host = await rawHost((request) => {
        if (request.startsWith(`GET ${encodeURI(video)} `)) return [ok, sized, '\r\n', at.source.file];
        const port = /\r\nhost: 127\.0\.0\.1:(\d+)/i.exec(request)?.[1] ?? '';
        return [`HTTP/1.1 ${status} Moved\r\nLocation: `, location(port), '\r\nContent-Length: 0\r\n\r\n'];
      });
      at.expectRight(await at.copy({ link: `${host.url}/start?signature=secret` }));
      expect(host.requests).toHaveLength(2);
    }
  });

  it('in Latin-1 is followed', async () => {
    const host = await rawHost((request) =>
      request.startsWith('GET /vid%C3%A9o.mp4 ')
        ? [ok, sized, '\r\n', at.source.file]
        : ['HTTP/1.1 302 Found\r\nLocation: /vid', Buffer.from([0xe9]), 'o.mp4\r\nContent-Length: 0\r\n\r\n'],
    );
    at.expectRight(await at.copy({ link: host.url }));
  });

  it.each([' /a video.mp4?name=one two ', '/成片.mp4?name=one two', '/a%20video.mp4?name=one%20two#t=3'])(
    'is not needed for the link %j',
    async (path) => {
      const host = await rawHost(() => [ok, sized, '\r\n', at.source.file]);
      at.expectRight(await at.copy({ link: `${host.url}${path.trimStart()}` }));
      expect(host.requests[0]?.split('\r\n')[0]).toMatch(/^GET \/[\w%]+\.mp4\?name=one%20two HTTP\/1\.1$/);
    },
  );
});

describe('a file that comes compressed', () => {
  it.each<[string, string, (file: Buffer) => Buffer]>([
    ['by gzip', 'Content-Encoding: gzip\r\n', gzipSync],
    ['by gzip, under its old name', 'Content-Encoding: x-gzip\r\n', gzipSync],
    ['by gzip, which no header says', '', gzipSync],
    ['by Brotli', 'Content-Encoding: br\r\n', (file) => brotliCompressSync(file, { params: { 1: 1 } })],
    ['by zlib', 'Content-Encoding: deflate\r\n', deflateSync],
    ['by deflate without its wrapping', 'Content-Encoding: deflate\r\n', deflateRawSync],
    ['by Zstandard', 'Content-Encoding: zstd\r\n', zstdCompressSync],
  ])('%s is stored as it is inside', async (_, header, compress) => {
    const body = compress(at.source.file);
    const host = await rawHost(() => [ok, header, `Content-Length: ${body.length}\r\n\r\n`, body]);
    at.expectRight(await at.copy({ link: host.url }));
  });

  it('and is a range of the whole is stored as it is inside', async () => {
    const body = gzipSync(at.source.file);
    const range = `Content-Range: bytes 0-${body.length - 1}/${body.length}\r\nETag: "a"\r\n`;
    const host = await rawHost(() => [
      `HTTP/1.1 206 Partial Content\r\nContent-Encoding: gzip\r\n${range}Content-Length: ${body.length}\r\n\r\n`,
      body,
    ]);
    at.expectRight(await at.copy({ link: host.url }));
  });

  it('and larger than one part is stored as it is inside', async () => {
    at.source.file = Buffer.concat([at.source.file, Buffer.alloc(12 * mebi, 7)]);
    const body = gzipSync(at.source.file);
    const host = await rawHost(() => [ok, `Content-Length: ${body.length}\r\n\r\n`, body]);
    at.expectRight(await at.copy({ link: host.url }));
  });

  it('and expands beyond what is allowed is not stored', async () => {
    const body = gzipSync(Buffer.concat([at.source.file, Buffer.alloc(30 * mebi)]));
    const host = await rawHost(() => [ok, `Content-Length: ${body.length}\r\n\r\n`, body]);
    expect(await at.copy({ link: host.url, maxBytes: 20 * mebi })).toMatchObject({ kind: 'too_large' });
    at.expectNothing();
  });

  it('and breaks off inside is not stored', async () => {
    const body = gzipSync(at.source.file).subarray(0, -20);
    const host = await rawHost(() => [ok, `Content-Length: ${body.length}\r\n\r\n`, body]);
    expect(await at.copy({ link: host.url })).toMatchObject({ kind: 'interrupted' });
    at.expectNothing();
  });

  it.each(['gzip', 'br', 'deflate', 'zstd'])(
    'by %s in name only, and is a page, is no video',
    async (coding) => {
      const page = `<html>${'The link is not valid. '.repeat(100)}</html>`;
      const host = await rawHost(() => [
        ok,
        `Content-Encoding: ${coding}\r\nContent-Length: ${page.length}\r\n\r\n`,
        page,
      ]);
      expect(await at.copy({ link: host.url })).toMatchObject({ kind: 'not_a_video' });
    },
  );
});

describe('a file of zero bytes is no video if the host', () => {
  it.each<[string, string]>([
    ['says so', `${ok}Content-Length: 0\r\n\r\n`],
    ['sends no chunk', `${ok}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['closes the connection', `${ok}\r\n`],
    ['answers 204', 'HTTP/1.1 204 No Content\r\n\r\n'],
    ['answers 205', 'HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n'],
    ['answers 416', 'HTTP/1.1 416 No\r\nContent-Range: bytes */0\r\nContent-Length: 0\r\n\r\n'],
    ['compresses it', `${ok}Content-Encoding: gzip\r\nContent-Length: 0\r\n\r\n`],
  ])('%s', async (_, answer) => {
    const host = await rawHost(() => [answer]);
    expect(await at.copy({ link: host.url })).toMatchObject({
      kind: 'not_a_video',
      reason: 'The source is empty',
    });
    at.expectNothing();
  });
});

describe('a host whose first byte takes long', () => {
  const short = { reader: { headersMillis: 300, stallMillis: 300, reconnectMillis: 5 } };
  const late = (millis: number) =>
    rawHost((_, socket) => {
      setTimeout(() => socket.end(bytesOf([ok, sized, '\r\n', at.source.file])), millis);
      return undefined;
    });

  it('is not waited for in the first turn', async () => {
    const host = await late(900);
    expect(await at.copy({ link: host.url }, short)).toMatchObject({ kind: 'interrupted' });
  });

  it.each([3, 4, 40])('is waited for six times as long after %i failures', async (failures) => {
    const host = await late(900);
    at.expectRight(await at.copy({ link: host.url, failures }, short));
  });
});
