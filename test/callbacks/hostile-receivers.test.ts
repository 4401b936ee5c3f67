import type { Socket } from 'node:net';
import { setInterval as every } from 'node:timers';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HttpCallbacks } from '../../lambdas/adapters/http-callbacks.ts';
import { guardedExchange } from '../../lambdas/adapters/http-exchange.ts';
import { urlPolicy } from '../../lambdas/adapters/routes.ts';
import { type TestCertificates, testCertificates } from '../support/certificates.ts';
import { type LoopbackServer, loopbackServer, onRequest, stubNetwork } from '../support/loopback.ts';

const host = 'receiver.example.com';
const address = '93.184.215.14';
const content = { id: 'msg_1', timestamp: 1_767_225_600, body: '{"type":"video.completed"}' };
/** In place of the 15 seconds, where a test has to wait for the end of them. */
const short = { timeout: 700 };
/** What a busy machine may add. */
const slack = 1_500;
/** Cut off at once, rather than when the time is up. */
const atOnce = 5_000;
/** 64 KiB of the answer, its headers, and what the machine had already taken in when we closed. */
const mostBytes = (64 + 16 + 320) * 1024;

let certificates: TestCertificates;
let trusted: { cert: string; key: string };
beforeAll(() => {
  certificates = testCertificates();
  trusted = certificates.issue(`DNS:${host}`);
});
const servers: LoopbackServer[] = [];
const timers: NodeJS.Timeout[] = [];
afterEach(async () => {
  for (const timer of timers.splice(0)) clearInterval(timer);
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** Calls a receiver that behaves as `handle` says, and measures what that cost us. */
const call = async (
  handle: (socket: Socket) => void,
  { tls = trusted, timeout = 15_000 }: { tls?: { cert: string; key: string } | null; timeout?: number } = {},
) => {
  const server = await loopbackServer(handle, tls ?? undefined);
  servers.push(server);
  const stub = stubNetwork({ [host]: [address] }, server.port, certificates.authority);
  const sockets: Socket[] = [];
  const dial: typeof stub.dial = (to, port) => {
    const socket = stub.dial(to, port);
    sockets.push(socket);
    return socket;
  };
  const guarded = guardedExchange(urlPolicy({ privateHosts: [] }), { ...stub, dial });
  const callbacks = new HttpCallbacks((request) =>
    guarded({ ...request, timeoutMillis: Math.min(request.timeoutMillis, timeout) }),
  );
  const began = performance.now();
  const reply = await callbacks.send(`https://${host}/hook`, content, 'v1,abc', Date.now());
  const milliseconds = performance.now() - began;
  await new Promise((resolve) => setTimeout(resolve, 20));
  const bytes = sockets.reduce((sum, socket) => sum + socket.bytesRead, 0);
  return {
    reply,
    bytes,
    milliseconds,
    dialled: stub.dialled,
    open: sockets.filter((socket) => !socket.destroyed).length,
  };
};

/** Within the time limit, within the bytes, and nothing left open. */
const bounded = (cost: Awaited<ReturnType<typeof call>>, milliseconds = atOnce) => {
  expect(cost.milliseconds).toBeLessThan(milliseconds);
  expect(cost.bytes).toBeLessThan(mostBytes);
  expect(cost.open).toBe(0);
  return cost.reply;
};

/** Writes as fast as the other side takes it, for ever. */
const flood = (socket: Socket, chunk: string | Buffer) => {
  const more = () => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', more);
  more();
};
const answering = (...parts: readonly (string | Buffer)[]) =>
  onRequest((socket) => {
    for (const part of parts) socket.write(part);
  });
const drip = (socket: Socket, text: string, milliseconds: number) => {
  timers.push(every(() => socket.write(text), milliseconds));
};

describe('A receiver that', () => {
  it('answers without an end costs 64 KiB and no time', async () => {
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    const cost = await call(
      onRequest((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
        flood(socket, chunk);
      }),
    );
    expect(bounded(cost)).toMatchObject({ kind: 'failed', status: 200, failure: 'answer_too_large' });
    expect(cost.reply.answer).toHaveLength(1_024);
  });

  it('announces a terabyte is cut off all the same', async () => {
    const cost = await call(
      onRequest((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1099511627776\r\n\r\n');
        flood(socket, 'x'.repeat(65_536));
      }),
    );
    expect(bounded(cost)).toMatchObject({ kind: 'failed', failure: 'answer_too_large' });
  });

  it('sends a gzip bomb has it read as it comes, and never unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024));
    expect(bomb.length).toBeGreaterThan(64 * 1024);
    const before = process.memoryUsage().rss;
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`;
    const reply = bounded(await call(answering(head, bomb)));
    expect(reply).toMatchObject({ kind: 'failed', failure: 'answer_too_large' });
    expect(reply).not.toHaveProperty('answer');
    expect(process.memoryUsage().rss - before).toBeLessThan(32 * 1024 * 1024);
  });

  it('drips its answer is left at the time limit', async () => {
    const cost = await call(
      onRequest((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
        drip(socket, 'x', 20);
      }),
      short,
    );
    expect(bounded(cost, short.timeout + slack)).toMatchObject({
      kind: 'failed',
      failure: 'timeout',
      address,
    });
    expect(cost.milliseconds).toBeGreaterThanOrEqual(short.timeout - 5);
  });

  it('drips its answer is left after 15 seconds where nobody shortens them', {
    timeout: 20_000,
  }, async () => {
    const cost = await call(
      onRequest((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
        drip(socket, '1\r\nx\r\n', 100);
      }),
    );
    expect(bounded(cost, 15_000 + slack)).toMatchObject({ kind: 'failed', failure: 'timeout' });
    expect(cost.milliseconds).toBeGreaterThan(14_900);
  });

  it('drips its headers, or its status line, is left at the time limit', async () => {
    const headers = onRequest((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      drip(socket, 'a: b\r\n', 20);
    });
    expect(bounded(await call(headers, short), short.timeout + slack)).toMatchObject({ failure: 'timeout' });
    const status = onRequest((socket) => {
      socket.write('HTTP/1.1 200 ');
      drip(socket, 'O', 20);
    });
    expect(bounded(await call(status, short), short.timeout + slack)).toMatchObject({ failure: 'timeout' });
  });

  it('never answers, or never even speaks TLS, is left at the time limit', async () => {
    expect(bounded(await call(() => {}, short), short.timeout + slack)).toMatchObject({
      failure: 'timeout',
      address,
    });
    expect(bounded(await call(() => {}, { tls: null, ...short }), short.timeout + slack)).toMatchObject({
      failure: 'timeout',
      address,
    });
  });

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
      { tls: certificates.issue('DNS:other.example.com') },
    );
    expect(bounded(cost)).toMatchObject({ kind: 'failed', failure: 'tls', address });
    expect(requests).toEqual([]);
  });

  it('shows a certificate of nobody we trust is sent nothing', async () => {
    const cost = await call(answering('HTTP/1.1 204 No Content\r\n\r\n'), {
      tls: testCertificates().issue(`DNS:${host}`),
    });
    expect(bounded(cost)).toMatchObject({ kind: 'failed', failure: 'tls' });
  });

  it('speaks plain HTTP, or nonsense, where TLS belongs has failed', async () => {
    const plain = (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    expect(bounded(await call(plain, { tls: null }))).toMatchObject({ failure: 'tls' });
    const noise = (socket: Socket) => flood(socket, Buffer.alloc(65_536, 0x16));
    expect(bounded(await call(noise, { tls: null }))).toMatchObject({ failure: 'tls' });
  });

  it.each([
    ['as soon as it is connected', null, (socket: Socket): void => void socket.resetAndDestroy()],
    ['after TLS is agreed', undefined, (socket: Socket): void => void socket.destroy()],
    ['after the request', undefined, onRequest((socket) => void socket.destroy())],
    [
      'in the middle of its answer',
      undefined,
      onRequest((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhal', () =>
          setTimeout(() => socket.destroy(), 50),
        );
      }),
    ],
  ] as const)('resets %s has failed at once', async (_, tls, handle) => {
    const cost = await call(handle, tls === null ? { tls: null } : {});
    expect(bounded(cost)).toMatchObject({ kind: 'failed', failure: 'connection_reset', address });
  });

  it('sends huge headers, or no end of them, is cut off', async () => {
    const huge = answering(`HTTP/1.1 200 OK\r\nX-Huge: ${'x'.repeat(1024 * 1024)}\r\n\r\n`);
    expect(bounded(await call(huge))).toMatchObject({ kind: 'failed', failure: 'bad_answer' });
    const endless = onRequest((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      flood(socket, 'X-More: and more\r\n'.repeat(1_000));
    });
    expect(bounded(await call(endless))).toMatchObject({ kind: 'failed', failure: 'bad_answer' });
  });

  it.each(['100 Continue', '102 Processing', '103 Early Hints'])(
    'floods us with %s is cut off',
    async (status) => {
      const cost = await call(
        onRequest((socket) => flood(socket, `HTTP/1.1 ${status}\r\n\r\n`.repeat(1_000))),
      );
      expect(bounded(cost)).toMatchObject({ kind: 'failed', failure: 'bad_answer' });
    },
  );

  it('hides its flood in chunk extensions or trailers is cut off', async () => {
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
    const extensions = onRequest((socket) => {
      socket.write(`${head}1;a=`);
      flood(socket, 'x'.repeat(65_536));
    });
    expect(bounded(await call(extensions))).toMatchObject({ kind: 'failed', failure: 'bad_answer' });
    const trailers = onRequest((socket) => {
      socket.write(`${head}0\r\n`);
      flood(socket, 'X-More: and more\r\n'.repeat(1_000));
    });
    expect(bounded(await call(trailers))).toMatchObject({ kind: 'failed', failure: 'bad_answer' });
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

  it('answers 204 as it should is believed at once', async () => {
    const cost = await call(answering('HTTP/1.1 204 No Content\r\n\r\n'));
    expect(bounded(cost)).toMatchObject({ kind: 'accepted', status: 204, address });
  });
});
