import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { second } from '../../../domain/task/time.ts';
import { TrailedBody } from './s3-streamed.ts';

const nothing = (): void => {};
/** What goes wrong is thrown; the SDK would also print it, past our log. */
const silent = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

/**
 * The client that copies go up with. Bodies are not hashed for the signature (TLS protects them on the way, a checksum
 * of ours proves them on arrival), checksums are only sent if a caller computed one, and no request waits for
 * `100 Continue`, which would also cost it its kept-alive connection.
 */
export const transferClient = (config: S3ClientConfig = {}): S3Client => {
  const client = new S3Client({
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    expectContinueHeader: false,
    logger: silent,
    requestHandler: { connectionTimeout: 5 * second, socketTimeout: 60 * second },
    ...config,
  });
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { body?: unknown; headers: Record<string, string> };
      if (request.body instanceof TrailedBody) Object.assign(request.headers, request.body.headers);
      else if (request.body instanceof Object) request.headers['x-amz-content-sha256'] ??= 'UNSIGNED-PAYLOAD';
      return next(args);
    },
    { step: 'build', name: 'unsignedPayload' },
  );
  return client;
};
