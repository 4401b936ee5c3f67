import { addAbortSignal, type Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { second } from '../../../domain/task/time.ts';
import { asFault, CopyFault } from '../copy/copy-fault.ts';
import { SocketBuffers } from './socket-buffers.ts';
import type { OpenedBody } from './source-answer.ts';
import type { VideoSource } from './video-source.ts';

export interface ReaderSettings {
  /** The wait for the headers of an answer. */
  readonly headersMillis: number;
  /** A connection that sends nothing for this long is closed, and another one opened. */
  readonly stallMillis: number;
  /** The wait before reconnecting after a connection that brought little; doubled with each more of them. */
  readonly reconnectMillis: number;
}

export const readerSettings: ReaderSettings = {
  headersMillis: 20 * second,
  stallMillis: 20 * second,
  reconnectMillis: 250,
};

/** The first turn waits 20 s for bytes, the fourth and all later ones 2 min: some hosts fetch a file from cold storage first. */
const maxPatience = 6;

/** How long to wait for a source after `failures` consecutive turns without progress. */
export const patientReader = (settings: ReaderSettings, failures: number): ReaderSettings => {
  const patience = Math.min(2 ** failures, maxPatience);
  return {
    ...settings,
    headersMillis: settings.headersMillis * patience,
    stallMillis: settings.stallMillis * patience,
  };
};

/** A connection that brought this much does not count as a failure: sources that drop every few megabytes still get us there. */
const usefulBytes = 1024 * 1024;
/** Consecutive connections that may bring less. */
const maxUseless = 4;

/** One for the process, as is the memory that it watches over. */
const socketBuffers = new SocketBuffers();

/** The chunks of a body. Destroys it, with a fault, if nothing comes for too long while somebody waits. */
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

/** Which bytes to read of a file that has been opened before. */
export interface Reading {
  /** The file, as it was when the copy began. */
  readonly file: Omit<OpenedBody, 'body' | 'start' | 'openedAt'>;
  readonly start: number;
  /** Offset after the last byte wanted; absent: to the end. */
  readonly end?: number;
  /** An answer that begins at `start`, if there is one already. */
  readonly opened?: OpenedBody;
  readonly signal: AbortSignal;
  readonly settings: ReaderSettings;
}

/**
 * The bytes of a source in order. After a connection that breaks or stalls, another one goes on from the same byte, on
 * condition that the file is still the same. Throws `CopyFault`, or what the signal was aborted with.
 */
export async function* readOn(source: VideoSource, reading: Reading): AsyncGenerator<Buffer> {
  const { file, signal, settings } = reading;
  const end = reading.end ?? file.totalBytes;
  let opened = reading.opened;
  let at = reading.start;
  for (let useless = 0; ; ) {
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
        socketBuffers.count(chunk.length);
        if (wanted.length > 0) yield wanted;
        if (at === end) return;
      }
      if (end === undefined || at === end) return;
      throw new CopyFault('interrupted', 'The source ended before its end');
    } catch (error) {
      signal.throwIfAborted();
      const fault = asFault(error, 'The source broke off');
      useless = at - from >= usefulBytes ? 0 : useless + 1;
      const passes = fault.kind === 'interrupted' || fault.kind === 'refused';
      if (!passes || fault.retryAfterSeconds !== undefined || useless >= maxUseless) throw fault;
      if (!file.resumable) throw new CopyFault('changed', fault.message, { cause: fault });
      opened = undefined;
      if (useless > 0) await sleep(settings.reconnectMillis * 2 ** (useless - 1), undefined, { signal });
    }
  }
}

/** Takes bytes from a stream by the amount wanted, not by the chunk. One caller at a time. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer, unknown, undefined>;
  #pending: Buffer[] = [];
  #ended = false;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next `count` bytes, or all there are, left in place. */
  async peek(count: number): Promise<Buffer> {
    let held = this.#pending.reduce((sum, chunk) => sum + chunk.length, 0);
    while (held < count) {
      const chunk = await this.#nextChunk();
      if (!chunk) break;
      this.#pending.push(chunk);
      held += chunk.length;
    }
    return Buffer.concat(this.#pending).subarray(0, count);
  }

  /** Fills the target, as far as the stream goes; answers how far. */
  async fill(target: Buffer): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      const chunk = this.#pending.shift() ?? (await this.#nextChunk());
      if (!chunk) break;
      const taken = chunk.copy(target, filled);
      filled += taken;
      if (taken < chunk.length) this.#pending.unshift(chunk.subarray(taken));
    }
    return filled;
  }

  /** The next `count` bytes chunk by chunk, or all there are; what follows them stays in place. */
  async *next(count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0; ) {
      const chunk = this.#pending.shift() ?? (await this.#nextChunk());
      if (!chunk) return;
      const wanted = chunk.subarray(0, left);
      if (wanted.length < chunk.length) this.#pending.unshift(chunk.subarray(left));
      left -= wanted.length;
      yield wanted;
    }
  }

  /** All that is left, chunk by chunk as it comes. */
  async *rest(): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        const chunk = this.#pending.shift() ?? (await this.#nextChunk());
        if (!chunk) return;
        yield chunk;
      }
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    this.#ended = true;
    this.#pending = [];
    await this.#chunks.return?.();
  }

  async #nextChunk(): Promise<Buffer | undefined> {
    if (this.#ended) return undefined;
    const next = await this.#chunks.next();
    if (!next.done) return next.value;
    this.#ended = true;
    return undefined;
  }
}

/** A file of a source, open for reading. */
export interface OpenSource {
  readonly source: VideoSource;
  readonly file: OpenedBody;
  readonly reader: ByteReader;
}

export const openSource = (
  source: VideoSource,
  file: OpenedBody,
  signal: AbortSignal,
  settings: ReaderSettings,
): OpenSource => {
  const reading = { file, start: file.start, opened: file, signal, settings };
  return { source, file, reader: new ByteReader(readOn(source, reading)) };
};

export interface MeasuredRead {
  readonly buffer: Buffer;
  readonly length: number;
  /** Bytes a second. */
  readonly rate: number;
}

/** The next `length` bytes, or all there are, and how fast they came. */
export const readMeasured = async ({ reader, file }: OpenSource, length: number): Promise<MeasuredRead> => {
  const buffer = Buffer.allocUnsafeSlow(length);
  const filled = await reader.fill(buffer);
  // Measured from the answer: some of the bytes were in the socket before anybody read them.
  const rate = (filled * 1000) / (performance.now() - file.openedAt);
  return { buffer, length: filled, rate };
};
