import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { cleanHead } from './answer-head.ts';
import { HttpFailure } from './http-failure.ts';

const headEnd = /\r?\n\r?\n/;
/** Interim answers (1xx) before the real one. */
const maxInterimAnswers = 8;

/** A connection whose answer's head is rewritten by `cleanHead` before anybody reads it. The body passes unchanged. */
export class CleanedAnswer extends Duplex {
  readonly #socket: Socket;
  readonly #maxHeadBytes: number;
  #head = '';
  #interimAnswers = 0;
  #inBody = false;

  constructor(socket: Socket, maxHeadBytes: number) {
    super({ allowHalfOpen: true });
    this.#socket = socket;
    this.#maxHeadBytes = maxHeadBytes;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => {
      if (!this.readableEnded) this.push(null);
    });
    socket.pause();
  }

  #take(chunk: Buffer): void {
    if (!this.#inBody) this.#takeHead(chunk);
    else if (!this.push(chunk)) this.#socket.pause();
  }

  #takeHead(chunk: Buffer): void {
    this.#head += chunk.toString('latin1');
    try {
      for (;;) {
        // Empty lines before a status line do not end a head.
        const start = /^(?:\r?\n)*/.exec(this.#head)?.[0].length ?? 0;
        const end = headEnd.exec(this.#head.slice(start));
        if (!end) break;
        const after = start + end.index + end[0].length;
        if (after > this.#maxHeadBytes) throw tooLong();
        const { text, interim } = cleanHead(this.#head.slice(start, start + end.index));
        const rest = this.#head.slice(after);
        this.#head = rest;
        if (interim && ++this.#interimAnswers > maxInterimAnswers) throw tooLong();
        if (interim) continue;
        this.#inBody = true;
        this.#head = '';
        this.push(Buffer.from(text + rest, 'latin1'));
        return;
      }
      if (this.#head.length > this.#maxHeadBytes) throw tooLong();
    } catch (error) {
      this.destroy(error as Error);
    }
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, encoding, done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}

const tooLong = (): HttpFailure => new HttpFailure('bad_answer', 'The headers are too long');
