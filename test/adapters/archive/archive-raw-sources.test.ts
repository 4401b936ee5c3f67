import { describe, expect, it } from 'vitest';
import { archiving, mebi } from '../../support/archiving.ts';
import { bytesOf, closeRawHosts, type Part, rawHost } from '../../support/raw-host.ts';

/** Of the file, in bytes. */
const length = mebi + 123;
const at = archiving(length);
closeRawHosts();

const chunked = (bytes: Buffer, lineEnd = '\r\n'): Buffer =>
  bytesOf([bytes.length.toString(16), lineEnd, bytes, `${lineEnd}0${lineEnd}${lineEnd}`]);

const ok = 'HTTP/1.1 200 OK\r\n';
const sized = `Content-Length: ${length}\r\n`;

describe('a host that strict parsers refuse and others read, whose answer has', () => {
  it.each<[string, (file: Buffer) => readonly Part[]]>([
    ['a length before chunks', (file) => [ok, sized, 'Transfer-Encoding: chunked\r\n\r\n', chunked(file)]],
    [
      'a wrong length after chunks',
      (file) => [ok, 'Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n', chunked(file)],
    ],
    ['its length twice', (file) => [ok, sized, sized, '\r\n', file]],
    ['its length twice in one header', (file) => [ok, `Content-Length: ${length}, ${length}\r\n\r\n`, file]],
    ['a plus before its length', (file) => [ok, `Content-Length: +${length}\r\n\r\n`, file]],
    [
      'an identity coding with a length',
      (file) => [ok, 'Transfer-Encoding: identity\r\n', sized, '\r\n', file],
    ],
    ['40 KB of headers', (file) => [ok, `X-Policy: ${'a'.repeat(40_000)}\r\n`, sized, '\r\n', file]],
    ['1,500 headers', (file) => [ok, 'X-Trace: 0123456789\r\n'.repeat(1_500), sized, '\r\n', file]],
    [
      '60 KB of cookies',
      (file) => [ok, `Set-Cookie: ${'a'.repeat(3_000)}\r\n`.repeat(20), sized, '\r\n', file],
    ],
    ['lines that end in LF alone', (file) => [`HTTP/1.1 200 OK\nContent-Length: ${length}\n\n`, file]],
    ['a folded header', (file) => [ok, 'X-Note: one\r\n  two\r\n', sized, '\r\n', file]],
    ['control characters in a header', (file) => [ok, 'X-Note: a\x01b\x00c\r\n', sized, '\r\n', file]],
    ['a lone CR in a header', (file) => [ok, 'X-Note: a\rb\r\n', sized, '\r\n', file]],
    ['a space in a header’s name', (file) => [ok, 'X Note: a\r\n', sized, '\r\n', file]],
    ['a space before a colon', (file) => [ok, `Content-Length : ${length}\r\n\r\n`, file]],
    ['letters beyond ASCII in a header’s name', (file) => [ok, 'X-Größe(1): a\r\n', sized, '\r\n', file]],
    ['a line that is no header', (file) => [ok, 'no header at all\r\n', sized, '\r\n', file]],
    ['a header without a name', (file) => [ok, ': a\r\n', sized, '\r\n', file]],
    ['no reason phrase', (file) => ['HTTP/1.1 200\r\n', sized, '\r\n', file]],
    ['a Chinese reason phrase', (file) => ['HTTP/1.1 200 成功\r\n', sized, '\r\n', file]],
    ['HTTP/1.0', (file) => ['HTTP/1.0 200 OK\r\n', sized, '\r\n', file]],
    ['HTTP/2 in text', (file) => ['HTTP/2 200 OK\r\n', sized, '\r\n', file]],
    ['its protocol in lower case', (file) => ['http/1.1 200 ok\r\n', sized, '\r\n', file]],
    ['two spaces before its status', (file) => ['HTTP/1.1  200 OK\r\n', sized, '\r\n', file]],
    ['bytes after its end', (file) => [ok, sized, '\r\n', file, 'and more']],
    [
      'another answer after its end',
      (file) => [ok, sized, '\r\n', file, `${ok}Content-Length: 3\r\n\r\nabc`],
    ],
    [
      'bytes after its last chunk',
      (file) => [ok, 'Transfer-Encoding: chunked\r\n\r\n', chunked(file), 'more'],
    ],
    [
      'interim answers before it',
      (file) => [`HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n${ok}`, sized, '\r\n', file],
    ],
    ['status 203', (file) => ['HTTP/1.1 203 Non-Authoritative Information\r\n', sized, '\r\n', file]],
  ])('%s, is read', async (_, answer) => {
    const host = await rawHost(() => answer(at.source.file));
    at.expectRight(await at.copy({ link: `${host.url}/video.mp4` }));
  });

  it('one answer to a connection, so that no other request can take its rest for an answer', async () => {
    const host = await rawHost((_, socket) => {
      socket.write(bytesOf([ok, sized, '\r\n', at.source.file, `${ok}Content-Length: 3\r\n\r\nabc`]));
      return undefined;
    });
    at.expectRight(await at.copy({ link: host.url }));
    expect(host.requests).toHaveLength(1);
    expect(host.requests[0]).toMatch(/\r\nconnection: close\r\n/i);
  });

  it.each<[string, (file: Buffer) => readonly Part[]]>([
    ['two different lengths', (file) => [ok, sized, 'Content-Length: 7\r\n\r\n', file]],
    ['70 KB of headers', (file) => [ok, `X-Policy: ${'a'.repeat(70_000)}\r\n`, sized, '\r\n', file]],
    ['fewer bytes than it says', (file) => [ok, sized, '\r\n', file.subarray(0, -1)]],
    ['no last chunk', (file) => [ok, 'Transfer-Encoding: chunked\r\n\r\n', chunked(file).subarray(0, -7)]],
  ])('%s, is not believed', async (_, answer) => {
    const host = await rawHost(() => answer(at.source.file));
    expect(await at.copy({ link: host.url })).toMatchObject({ kind: 'interrupted' });
    at.expectNothing();
  });
});

describe('a host that answers a range badly, with', () => {
  const whole = (file: Buffer) => [ok, sized, '\r\n', file];
  const partial = (range: string) => (file: Buffer) => [
    `HTTP/1.1 206 Partial Content\r\n${range}`,
    sized,
    '\r\n',
    file,
  ];
  it.each<[string, (file: Buffer) => readonly Part[]]>([
    ['no Content-Range', partial('')],
    ['a Content-Range of words', partial('Content-Range: all of it\r\n')],
    ['another start', partial(`Content-Range: bytes 5-${length - 1}/${length}\r\n`)],
    [
      'only the first bytes',
      (file) => [
        `HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-99/${length}\r\nContent-Length: 100\r\n\r\n`,
        file.subarray(0, 100),
      ],
    ],
    [
      'only the first bytes, in chunks',
      (file) => [
        'HTTP/1.1 206 Partial Content\r\nTransfer-Encoding: chunked\r\n',
        `Content-Range: bytes 0-99/${length}\r\n\r\n`,
        chunked(file.subarray(0, 100)),
      ],
    ],
    ['an unknown total', partial(`Content-Range: bytes 0-${length - 1}/*\r\n`)],
    ['a total that is not its length', partial('Content-Range: bytes 0-99/100\r\n')],
    ...[400, 403, 405, 406, 416, 500, 501].map((status): [string, () => readonly Part[]] => [
      `status ${status}`,
      () => [`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`],
    ]),
  ])('%s, is asked once more without one', async (_, answer) => {
    const host = await rawHost((request) => (/\r\nrange:/i.test(request) ? answer : whole)(at.source.file));
    at.expectRight(await at.copy({ link: host.url }));
    expect(host.requests).toHaveLength(2);
  });

  it.each(['bytes=', 'Bytes ', 'bytes: ', '', 'bytes  '])(
    '%j as the unit of a Content-Range that is the whole file, is read at once',
    async (unit) => {
      const host = await rawHost(() =>
        partial(`Content-Range: ${unit}0-${length - 1}/${length}\r\n`)(at.source.file),
      );
      at.expectRight(await at.copy({ link: host.url }));
      expect(host.requests).toHaveLength(1);
    },
  );

  it('206 to a request without a range, is read if that is all it says', async () => {
    const host = await rawHost(() => partial('')(at.source.file));
    at.expectRight(await at.copy({ link: host.url }));
  });

  it('403 whether or not a range is asked for, has a dead link', async () => {
    const host = await rawHost(() => ['HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n']);
    expect(await at.copy({ link: host.url })).toMatchObject({ kind: 'stale_link' });
    expect(host.requests).toHaveLength(2);
  });
});
