import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { videoHead } from '../../lib/local/provider/video-head.ts';

/** A whole MP4, whose picture data are noise that is the same at every run. */
export const videoBytes = (length: number, seed = 1): Buffer => {
  const noise = Buffer.alloc(length);
  let state = seed;
  for (let at = 0; at + 4 <= length; at += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    noise.writeUInt32LE(state, at);
  }
  videoHead(length).copy(noise);
  return noise;
};

/** What it says of its film. */
export const filmOfBytes = {
  width: 1280,
  height: 720,
  fps: 24,
  codec: 'h264',
  hasAudio: false,
  durationSeconds: 5,
  provenance: { c2pa: false, aigcLabel: false },
};

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** How one request is answered; what is left out is done well. */
export interface Manner {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** In place of the file. */
  readonly bytes?: Buffer;
  /** Closes the connection after so many bytes. */
  readonly dropAfter?: number;
  /** Sends nothing more after so many bytes. */
  readonly stallAfter?: number;
  /** Says nothing of the length. */
  readonly chunked?: boolean;
  /** Knows no ranges. */
  readonly noRanges?: boolean;
  readonly bytesPerSecond?: number;
  /** What comes at once, before `bytesPerSecond` holds. */
  readonly burstBytes?: number;
}

export interface VideoServer {
  readonly url: string;
  readonly port: number;
  readonly requests: IncomingMessage[];
  /** How each request is answered, counted from 1. */
  manner: (request: IncomingMessage, number: number) => Manner;
  /** Requests that were under way at once, at most. */
  most: number;
  file: Buffer;
  stop(): Promise<void>;
}

const pieceBytes = 64 * 1024;

const pour = async (response: ServerResponse, bytes: Buffer, manner: Manner): Promise<void> => {
  const { dropAfter = Number.POSITIVE_INFINITY, stallAfter = Number.POSITIVE_INFINITY } = manner;
  const began = performance.now();
  const closed = once(response, 'close');
  for (let at = 0; at < bytes.length && !response.destroyed; at += pieceBytes) {
    const piece = bytes.subarray(at, Math.min(at + pieceBytes, dropAfter, stallAfter));
    if (piece.length > 0 && !response.write(piece)) {
      await Promise.race([once(response, 'drain'), closed]);
    }
    // Not before the system has taken all of it: how much arrives is the test's to say, not the machine's.
    if (at + pieceBytes >= dropAfter) return void response.write('', () => response.destroy());
    if (at + pieceBytes >= stallAfter) return;
    if (manner.bytesPerSecond) {
      const ahead =
        ((at + pieceBytes - (manner.burstBytes ?? 0)) / manner.bytesPerSecond) * 1000 -
        (performance.now() - began);
      if (ahead > 0) await sleep(ahead);
    }
  }
  response.end();
};

/** A host of one file on loopback, that behaves as well or badly as a test says. */
export const videoServer = async (file: Buffer): Promise<VideoServer> => {
  let underWay = 0;
  const server = createServer((request, response) => {
    served.requests.push(request);
    served.most = Math.max(served.most, ++underWay);
    response.once('close', () => underWay--);
    const manner = served.manner(request, served.requests.length);
    const bytes = manner.bytes ?? served.file;
    const etag = `"${sha256(bytes).slice(0, 16)}"`;
    response.on('error', () => {});
    const wanted = request.headers['if-match'];
    if (wanted !== undefined && wanted !== etag && manner.status === undefined) {
      return void response.writeHead(412).end();
    }
    const range = manner.noRanges ? null : /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const from = Number(range?.[1] ?? 0);
    const to = range?.[2] ? Number(range[2]) + 1 : bytes.length;
    if (range && from >= bytes.length) return void response.writeHead(416).end();
    const sent = bytes.subarray(from, to);
    const headers: Record<string, string | number | undefined> = {
      'content-type': 'video/mp4',
      etag,
      ...(!manner.chunked && { 'content-length': sent.length }),
      ...(range && { 'content-range': `bytes ${from}-${from + sent.length - 1}/${bytes.length}` }),
      ...manner.headers,
    };
    const printed = Object.entries(headers).filter(([, value]) => value !== undefined) as [string, string][];
    response.writeHead(manner.status ?? (range ? 206 : 200), Object.fromEntries(printed));
    void pour(response, sent, manner);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const served: VideoServer = {
    url: `http://127.0.0.1:${port}/video.mp4?signature=secret`,
    port,
    requests: [],
    manner: () => ({}),
    most: 0,
    file,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return served;
};
