import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { VideoRequest } from './ground-truth.ts';
import type { VideoFile } from './video-file.ts';

/** Part of a file on its way into a response. */
export interface VideoTransfer {
  readonly file: VideoFile;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly response: ServerResponse;
  readonly record: VideoRequest;
  readonly stopAfter?: number;
  readonly ending?: 'end' | 'reset' | 'close' | 'nothing';
  /** A limit, in real seconds. */
  readonly bytesPerSecond?: number;
}

const pieceBytes = 64 * 1024;

/** Waits until a response takes more, or will never. */
const writable = async (response: ServerResponse): Promise<void> => {
  const closed = new AbortController();
  const onClose = (): void => closed.abort();
  response.once('close', onClose);
  try {
    if (!response.destroyed) await once(response, 'drain', { signal: closed.signal });
  } catch {
    // The client is gone: the caller sees `destroyed`.
  } finally {
    response.off('close', onClose);
  }
};

/** Writes the bytes as fast as the client takes them, and counts what was sent. Never rejects. */
export const transferVideo = async (transfer: VideoTransfer): Promise<void> => {
  const { file, start, response, record, bytesPerSecond, ending = 'end' } = transfer;
  const end = Math.min(transfer.end, start + Math.floor(transfer.stopAfter ?? Number.POSITIVE_INFINITY));
  const began = performance.now();
  for (let at = start; at < end && !response.destroyed; ) {
    const piece = file.read(at, Math.min(pieceBytes, end - at));
    const room = response.write(piece);
    at += piece.length;
    record.bytesSent += piece.length;
    if (!room) await writable(response);
    const early = bytesPerSecond ? ((at - start) / bytesPerSecond) * 1000 - (performance.now() - began) : 0;
    if (early > 1) await sleep(early);
  }
  if (response.destroyed || ending === 'nothing') return;
  if (ending === 'end') {
    response.end();
    return;
  }
  await new Promise((flushed) => response.write('', flushed));
  if (ending === 'close') response.socket?.end();
  // A reset discards what the client has not read yet: give it time.
  else await sleep(100).then(() => response.socket?.resetAndDestroy());
};
