import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { address, answering, bounded, flood, host, receivers } from '../../support/calling.ts';
import { testCertificates } from '../../support/certificates.ts';
import { onRequest } from '../../support/loopback.ts';

const { call, issue } = receivers();

describe('A receiver that', () => {
  it('redirects to the metadata service has failed, and nothing else is dialled', async () => {
    for (const status of ['301 Moved', '302 Found', '303 See Other', '307 Temporary', '308 Permanent']) {
      const location = 'Location: http://169.254.169.254/latest/meta-data/iam/\r\nContent-Length: 0\r\n\r\n';
      const cost = await call(answering(`HTTP/1.1 ${status}\r\n${location}`));
      expect(bounded(cost)).toMatchObject({ kind: 'failed', status: Number(status.slice(0, 3)) });
      expect(cost.dialled).toEqual([{ address, port: 443 }]);
    }
  });

  it('shows a certificate for another name is sent nothing', async () => {
    const requests: string[] = [];
    const cost = await call(
      onRequest((_, request) => void requests.push(request)),
      { tls: issue('DNS:other.example.com') },
    );
    expect(bounded(cost)).toMatchObject({ kind: 'failed', failure: 'tls', reason: 'wrong_name', address });
    expect(requests).toEqual([]);
  });

  it('shows a certificate of nobody we trust is sent nothing', async () => {
    const cost = await call(answering('HTTP/1.1 204 No Content\r\n\r\n'), {
      tls: testCertificates().issue(`DNS:${host}`),
    });
    expect(bounded(cost)).toMatchObject({ kind: 'failed', failure: 'tls', reason: 'unknown_authority' });
  });

  it('signs its own certificate is sent nothing, and the reason is kept', async () => {
    const cost = await call(answering('HTTP/1.1 204 No Content\r\n\r\n'), {
      tls: testCertificates().selfSigned(host),
    });
    expect(bounded(cost)).toMatchObject({ failure: 'tls', reason: 'self_signed' });
  });

  it.each([
    ['wants a client certificate', { requestCert: true, rejectUnauthorized: true }, 'client_certificate'],
    ['speaks HTTP/2 only', { ALPNProtocols: ['h2'] }, 'http2_only'],
    [
      'knows no newer TLS than 1.1',
      { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' },
      'old_tls',
    ],
  ] as const)('%s has failed, and the reason is kept', async (_, settings, reason) => {
    const tls = { ...issue(`DNS:${host}`), ...settings };
    const reply = bounded(await call(answering('HTTP/1.1 204 No Content\r\n\r\n'), { tls }));
    expect(reply).toMatchObject({ kind: 'failed', failure: 'tls', reason });
  });

  it('speaks plain HTTP, or nonsense, where TLS belongs has failed', async () => {
    const plain = (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    expect(bounded(await call(plain, { tls: null }))).toMatchObject({
      failure: 'tls',
      reason: 'http_instead',
    });
    const noise = (socket: Socket) => flood(socket, Buffer.alloc(65_536, 0x16));
    expect(bounded(await call(noise, { tls: null }))).toMatchObject({ failure: 'tls' });
  });

  it.each([
    ['as soon as it is connected', null, (socket: Socket): void => void socket.resetAndDestroy()],
    ['after TLS is agreed', undefined, (socket: Socket): void => void socket.destroy()],
    ['after the request', undefined, onRequest((socket) => void socket.destroy())],
  ] as const)('resets %s has failed at once', async (_, tls, handle) => {
    const cost = await call(handle, tls === null ? { tls: null } : {});
    expect(bounded(cost)).toMatchObject({ kind: 'failed', failure: 'connection_reset', address });
  });

  it.each([
    ['no HTTP at all', 'SSH-2.0-OpenSSH_9.9\r\n\r\n'],
    ['a change of protocol', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx'],
    [
      'a length and chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a length below zero', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n'],
  ])('answers %s has failed', async (_, answer) => {
    expect(bounded(await call(answering(answer)))).toMatchObject({ kind: 'failed', failure: 'bad_answer' });
  });

  it.each([
    [
      '204 with a body',
      'HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok',
      { kind: 'accepted', status: 204 },
    ],
    [
      '204 with chunks',
      'HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
      { kind: 'accepted', status: 204 },
    ],
    [
      '200 with more than it said',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokay',
      { kind: 'accepted', status: 200, answer: 'ok' },
    ],
    [
      'chunks that are none',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\nzz\r\n',
      { kind: 'accepted', status: 200, failure: 'bad_answer' },
    ],
    [
      '410 that breaks off',
      'HTTP/1.1 410 Gone\r\nContent-Length: 10\r\n\r\nhal',
      { kind: 'gone', status: 410, failure: 'connection_reset', answer: 'hal' },
    ],
    [
      '503 that breaks off',
      'HTTP/1.1 503 Busy\r\nRetry-After: 90\r\nContent-Length: 10\r\n\r\nhal',
      { kind: 'failed', status: 503, failure: 'connection_reset', retryAfterSeconds: 90, answer: 'hal' },
    ],
    [
      '200 that breaks off',
      'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n',
      { kind: 'accepted', status: 200, failure: 'connection_reset' },
    ],
  ] as const)('answers %s is taken at its status', async (_, answer, expected) => {
    const cost = await call(
      onRequest((socket) => {
        socket.write(answer, () => setTimeout(() => socket.destroy(), 50));
      }),
    );
    expect(bounded(cost)).toMatchObject(expected);
  });

  it('redirects is shown where to, in part and without what a terminal would act on', async () => {
    const location = `https://e.com/${'a'.repeat(2_000)}`;
    const reply = bounded(
      await call(answering(`HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`)),
    );
    expect(reply.location).toBe(location.slice(0, 1_024));
  });

  it('answers 204 as it should is believed at once', async () => {
    const cost = await call(answering('HTTP/1.1 204 No Content\r\n\r\n'));
    expect(bounded(cost)).toMatchObject({ kind: 'accepted', status: 204, address });
  });
});
