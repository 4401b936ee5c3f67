import { addAbortSignal, type Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { second } from '../../../domain/task/time.ts';
import { asFault, CopyFault } from '../copy/copy-fault.ts';
import type { OpenedBody, VideoSource } from './video-source.ts';

export interface ReaderSettings {
  /** A source that sends nothing for so long is taken for dead. */
  readonly stallMillis: number;
  /** Waited before the first reconnection that follows one without gain; doubled with each more. */
  readonly reconnectMillis: number;
}

export const readerSettings: ReaderSettings = { stallMillis: 20 * second, reconnectMillis: 250 };

/** A connection that brought so much was worth its while: sources that drop every few megabytes still get us there. */
const worthwhileBytes = 1024 * 1024;
/** Connections in a row that were not. */
const maxVain = 4;

/** The chunks of a body. Destroys it, with a fault, where nothing comes for too long while somebody waits. */
async function* stallGuarded(
  body: Readable,
  stallMillis: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  addAbortSignal(signal, body);
  let waitingSince = Number.POSITIVE_INFINITY;
  const guard = setInterval(() => {
    if (performance.now() - waitingSince < stallMillis) return;
    body.destroy(new CopyFault('interrupted', `The source sent nothing for ${stallMillis / second} s`));
  }, stallMillis / 8);
  try {
    const chunks: AsyncIterator<Buffer> = body[Symbol.asyncIterator]();
    for (;;) {
      waitingSince = performance.now();
      const next = await chunks.next();
      waitingSince = Number.POSITIVE_INFINITY;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    clearInterval(guard);
    body.destroy();
  }
}

/** What a reader wants of a file that has been opened before. */
export interface Reading {
  /** The file, as it was when the copy began. */
  readonly file: Omit<OpenedBody, 'body' | 'start' | 'openedAt'>;
  readonly start: number;
  /** Offset behind the last byte wanted; absent: to the end. */
  readonly end?: number;
  /** An answer that begins at `start`, where there is one already. */
  readonly opened?: OpenedBody;
  readonly signal: AbortSignal;
  readonly settings: ReaderSettings;
}

/**
 * Bytes of a source in order. A connection that breaks or stalls is taken up again where it ended, on condition that
 * the file is still the same. Throws `CopyFault`, or what the signal was aborted with.
 */
export async function* readOn(source: VideoSource, reading: Reading): AsyncGenerator<Buffer> {
  const { file, signal, settings } = reading;
  const end = reading.end ?? file.totalBytes;
  let opened = reading.opened;
  let at = reading.start;
  for (let vain = 0; ; ) {
    const from = at;
    try {
      opened ??= await source.open({
        start: at,
        ...(reading.end !== undefined && { last: reading.end - 1 }),
        ...(file.validator !== undefined && { validator: file.validator }),
        signal,
      });
      if (opened.totalBytes !== file.totalBytes) {
        throw new CopyFault('changed', 'The source has another length than before');
      }
      for await (const chunk of stallGuarded(opened.body, settings.stallMillis, signal)) {
        const wanted = end === undefined ? chunk : chunk.subarray(0, end - at);
        at += wanted.length;
        source.spent.count(chunk.length);
        if (wanted.length > 0) yield wanted;
        if (at === end) return;
      }
      if (end === undefined) return;
      throw new CopyFault('interrupted', 'The source ended before its end');
    } catch (error) {
      signal.throwIfAborted();
      const fault = asFault(error, 'The source broke off');
      vain = at - from >= worthwhileBytes ? 0 : vain + 1;
      const passes = fault.kind === 'interrupted' || fault.kind === 'refused';
      if (!passes || fault.retryAfterSeconds !== undefined || vain >= maxVain) throw fault;
      if (!file.resumable) throw new CopyFault('changed', fault.message, { cause: fault });
      opened = undefined;
      if (vain > 0) await sleep(settings.reconnectMillis * 2 ** (vain - 1), undefined, { signal });
    }
  }
}
