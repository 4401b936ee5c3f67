import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { asFault, CopyFault } from '../copy/copy-fault.ts';

/** A checksum that is computed while the bytes go by, and sent behind them. */
export interface Checksum {
  readonly trailer: string;
  /** Of its value in base64. */
  readonly length: number;
  update(bytes: Buffer): void;
  digest(): Buffer;
}

export const sha256Checksum = (): Checksum => {
  const hash = createHash('sha256');
  return {
    trailer: 'x-amz-checksum-sha256',
    length: 44,
    update: (bytes) => void hash.update(bytes),
    digest: () => hash.digest(),
  };
};

export const crc32Checksum = (): Checksum => {
  let sum = 0;
  return {
    trailer: 'x-amz-checksum-crc32',
    length: 8,
    update: (bytes) => {
      sum = crc32(bytes, sum);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(sum);
      return bytes;
    },
  };
};

export interface StreamedBody {
  readonly chunks: AsyncIterable<Buffer>;
  readonly totalBytes: number;
  readonly checksum: Checksum;
}

const lineEnd = '\r\n';

/**
 * The body of an upload whose checksum follows it, as one chunk of the `aws-chunked` coding: the length of the whole is
 * known beforehand, so that the request has a Content-Length, and the store refuses what does not have the checksum.
 */
export class TrailedBody extends Readable {
  readonly #sent: StreamedBody;
  readonly #frames: AsyncGenerator<Buffer>;
  readonly contentLength: number;
  /** Of all bytes, once they have gone by. */
  value: Buffer | undefined;

  constructor(sent: StreamedBody) {
    super({ highWaterMark: 256 * 1024 });
    this.#sent = sent;
    this.#frames = this.#frame();
    const { checksum, totalBytes } = sent;
    const framing = this.#head().length + this.#tail('='.repeat(checksum.length)).length;
    this.contentLength = framing + totalBytes;
  }

  /** What tells the store how to read it. */
  get headers(): Readonly<Record<string, string>> {
    return {
      'content-encoding': 'aws-chunked',
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': String(this.#sent.totalBytes),
      'x-amz-trailer': this.#sent.checksum.trailer,
    };
  }

  override _read(): void {
    this.#frames.next().then(
      ({ done, value }) => this.push(done ? null : value),
      (error) => this.destroy(error),
    );
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#frames.return(undefined).catch(() => undefined);
    callback(error);
  }

  async *#frame(): AsyncGenerator<Buffer> {
    const { checksum, chunks, totalBytes } = this.#sent;
    yield Buffer.from(this.#head());
    let bytes = 0;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      checksum.update(chunk);
      yield chunk;
    }
    if (bytes !== totalBytes) {
      throw new CopyFault('changed', `The source sent ${bytes} of ${totalBytes} bytes`);
    }
    this.value = checksum.digest();
    yield Buffer.from(this.#tail(this.value.toString('base64')));
  }

  #head(): string {
    return `${this.#sent.totalBytes.toString(16)}${lineEnd}`;
  }

  #tail(value: string): string {
    return `${lineEnd}0${lineEnd}${this.#sent.checksum.trailer}:${value}${lineEnd}${lineEnd}`;
  }
}

/**
 * Sends what streams its body as the bytes come; the client must be one that knows a `TrailedBody`. Returns the
 * checksum and S3's answer. If the source breaks, the request is aborted here: the SDK would wait for the rest for
 * ever. Throws `CopyFault`, of kind `store` if S3 caused the failure, or the signal's reason.
 */
export const sendStreamed = async <Answer>(
  sent: StreamedBody,
  signal: AbortSignal,
  send: (body: TrailedBody, abortSignal: AbortSignal) => Promise<Answer>,
): Promise<{ readonly checksum: Buffer; readonly answer: Answer }> => {
  const body = new TrailedBody(sent);
  const broken = new AbortController();
  let cause: unknown;
  body.once('error', (error) => {
    cause = error;
    broken.abort();
  });
  try {
    const answer = await send(body, AbortSignal.any([signal, broken.signal]));
    if (!body.value) throw new CopyFault('store', 'The bucket answered before it had all');
    return { checksum: body.value, answer };
  } catch (error) {
    signal.throwIfAborted();
    if (cause) throw asFault(cause, 'The source broke off');
    throw new CopyFault('store', asFault(error, 'The bucket').message, { cause: error });
  } finally {
    body.destroy();
  }
};
