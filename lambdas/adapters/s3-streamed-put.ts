import { createHash, type Hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { asFault, CopyFault } from './copy-fault.ts';
import { describedAs } from './s3-transfer.ts';

const trailer = 'x-amz-checksum-sha256';
/** A SHA-256 in base64 is 44 characters long. */
const trailerBytes = `0\r\n${trailer}:${'='.repeat(44)}\r\n\r\n`.length;

/**
 * The body of an upload whose checksum follows it, as one chunk of the `aws-chunked` coding: the length of the whole is
 * known beforehand, so that the request has a Content-Length, and the store refuses the object where the bytes it got
 * do not have the checksum.
 */
async function* withTrailer(
  chunks: AsyncIterable<Buffer>,
  totalBytes: number,
  hash: Hash,
): AsyncGenerator<Buffer> {
  yield Buffer.from(`${totalBytes.toString(16)}\r\n`);
  let sent = 0;
  for await (const chunk of chunks) {
    sent += chunk.length;
    hash.update(chunk);
    yield chunk;
  }
  if (sent !== totalBytes) throw new CopyFault('changed', `The source sent ${sent} of ${totalBytes} bytes`);
  yield Buffer.from(`\r\n0\r\n${trailer}:${hash.copy().digest('base64')}\r\n\r\n`);
}

export interface StreamedPut {
  readonly bucket: string;
  readonly key: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly totalBytes: number;
  readonly chunks: AsyncIterable<Buffer>;
  readonly signal: AbortSignal;
}

/**
 * One PutObject of known length, streamed as the bytes come. Answers the SHA-256 as hex. The request is aborted by us
 * where the source breaks: the SDK would wait for the rest for ever. Throws `CopyFault`.
 */
export const putStreamed = async (s3: S3Client, put: StreamedPut): Promise<string> => {
  const hash = createHash('sha256');
  const body = Readable.from(withTrailer(put.chunks, put.totalBytes, hash), {
    objectMode: false,
    highWaterMark: 256 * 1024,
  });
  const broken = new AbortController();
  let cause: unknown;
  body.once('error', (error) => {
    cause = error;
    broken.abort();
  });
  const framing = `${put.totalBytes.toString(16)}\r\n\r\n`.length + trailerBytes;
  const command = new PutObjectCommand({
    Bucket: put.bucket,
    Key: put.key,
    Body: body,
    ContentLength: put.totalBytes + framing,
    ...describedAs(put.contentType, put.fileName),
  });
  command.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      headers['content-encoding'] = 'aws-chunked';
      headers['x-amz-content-sha256'] = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
      headers['x-amz-decoded-content-length'] = String(put.totalBytes);
      headers['x-amz-trailer'] = trailer;
      return next(args);
    },
    { step: 'build', name: 'checksumTrailer', priority: 'high' },
  );
  try {
    await s3.send(command, { abortSignal: AbortSignal.any([put.signal, broken.signal]) });
    return hash.digest('hex');
  } catch (error) {
    put.signal.throwIfAborted();
    throw asFault(cause ?? error, cause ? 'The source broke off' : 'The bucket');
  } finally {
    body.destroy();
  }
};
