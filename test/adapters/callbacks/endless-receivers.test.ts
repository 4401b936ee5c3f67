import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { address, answering, bounded, flood, receivers, short, whole } from '../../support/calling.ts';
import { onRequest } from '../../support/loopback.ts';

const { call, drip } = receivers();

describe('A receiver that', () => {
  it('answers without an end costs 64 KiB and no time', async () => {
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    const cost = await call(
      onRequest((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
        flood(socket, chunk);
      }),
    );
    expect(bounded(cost)).toMatchObject({ kind: 'accepted', status: 200, failure: 'answer_too_large' });
    expect(cost.reply.answer).toHaveLength(1_024);
  });

  it('announces a terabyte is cut off all the same', async () => {
    const cost = await call(
      onRequest((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1099511627776\r\n\r\n');
        flood(socket, 'x'.repeat(65_536));
      }),
    );
    expect(bounded(cost)).toMatchObject({ kind: 'accepted', failure: 'answer_too_large' });
  });

  it('sends a gzip bomb has it read as it comes, and never unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024));
    expect(bomb.length).toBeGreaterThan(64 * 1024);
    const before = process.memoryUsage().rss;
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`;
    const reply = bounded(await call(answering(head, bomb)));
    expect(reply).toMatchObject({ kind: 'accepted', failure: 'answer_too_large' });
    expect(reply).not.toHaveProperty('answer');
    expect(process.memoryUsage().rss - before).toBeLessThan(80 * 1024 * 1024);
  });

  it('drips its answer is left at the time limit', async () => {
    const cost = await call(
      onRequest((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
        drip(socket, 'x', 20);
      }),
      short,
    );
    expect(bounded(cost)).toMatchObject({
      kind: 'accepted',
      status: 200,
      failure: 'timeout',
      address,
    });
    expect(cost.milliseconds).toBeGreaterThanOrEqual(short.timeout - 5);
  });

  it('drips its answer is left after 15 seconds where nobody shortens them', async () => {
    const cost = await call(
      onRequest((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
        drip(socket, '1\r\nx\r\n', 100);
      }),
    );
    expect(bounded(cost, 2 * whole)).toMatchObject({ kind: 'accepted', status: 200, failure: 'timeout' });
    expect(cost.milliseconds).toBeGreaterThanOrEqual(whole - 5);
  });

  it('drips its headers, or its status line, is left at the time limit', async () => {
    const headers = onRequest((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      drip(socket, 'a: b\r\n', 20);
    });
    expect(bounded(await call(headers, short))).toMatchObject({ failure: 'timeout' });
    const status = onRequest((socket) => {
      socket.write('HTTP/1.1 200 ');
      drip(socket, 'O', 20);
    });
    expect(bounded(await call(status, short))).toMatchObject({ failure: 'timeout' });
  });

  it('never answers, or never even speaks TLS, is left at the time limit', async () => {
    expect(bounded(await call(() => {}, short))).toMatchObject({
      failure: 'timeout',
      address,
    });
    expect(bounded(await call(() => {}, { tls: null, ...short }))).toMatchObject({
      failure: 'timeout',
      address,
    });
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
    expect(bounded(await call(extensions))).toMatchObject({ kind: 'accepted', failure: 'bad_answer' });
    const trailers = onRequest((socket) => {
      socket.write(`${head}0\r\n`);
      flood(socket, 'X-More: and more\r\n'.repeat(1_000));
    });
    expect(bounded(await call(trailers))).toMatchObject({ kind: 'accepted', failure: 'bad_answer' });
  });
});
