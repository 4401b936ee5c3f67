import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { videoHead } from '../../../lib/local/provider/video-head.ts';
import { benchServer } from './tls.ts';

/**
 * A host of one whole MP4 of any size, in a process of its own: `source.ts BYTES [BYTES_PER_SECOND]`, the latter for each
 * connection. Knows ranges and an ETag, as object stores do. Prints its port.
 */
const [, , size = '0', cap = '0'] = process.argv;
const total = Number(size);
const bytesPerSecond = Number(cap);
const block = randomBytes(1024 * 1024);
const head = Buffer.from(block);
videoHead(total).copy(head);
/** How much is written between two looks at the clock. */
const capPiece = 64 * 1024;

const pour = (response: ServerResponse, from: number, to: number): void => {
  const began = performance.now();
  let at = from;
  const next = (): void => {
    while (at < to && !response.destroyed) {
      if (bytesPerSecond > 0) {
        const ahead = ((at - from) / bytesPerSecond) * 1000 - (performance.now() - began);
        if (ahead > 1) return void setTimeout(next, ahead);
      }
      const offset = at % block.length;
      const most = bytesPerSecond > 0 ? capPiece : block.length;
      const end = Math.min(block.length, offset + Math.min(most, to - at));
      const piece = (at < block.length ? head : block).subarray(offset, end);
      at += piece.length;
      if (!response.write(piece)) return void response.once('drain', next);
    }
    response.end();
  };
  next();
};

const server = benchServer((request, response) => {
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const from = Number(range?.[1] ?? 0);
  const to = range?.[2] ? Number(range[2]) + 1 : total;
  response.on('error', () => {});
  response.writeHead(range ? 206 : 200, {
    'content-type': 'video/mp4',
    'content-length': to - from,
    etag: '"bench"',
    ...(range && { 'content-range': `bytes ${from}-${to - 1}/${total}` }),
  });
  pour(response, from, to);
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
