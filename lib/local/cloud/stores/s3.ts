import type { ServerResponse } from 'node:http';
import { S3Client } from '@aws-sdk/client-s3';
import { buildApp } from 'fauxqs';
import type { Assembly } from '../assembly/assembly.ts';
import type { LocalClock } from '../clock/clock.ts';
import { operatorSettings } from '../endpoint/client-settings.ts';
import { type Endpoint, isForLoopback, listen } from '../endpoint/endpoint.ts';
import { carryOut, faultFor } from '../endpoint/fault-injection.ts';
import type { Intercept } from '../endpoint/intercept.ts';
import { isSigned } from '../endpoint/signature-check.ts';
import { type MultipartUpload, makeS3Store } from './fauxqs-parts.ts';
import { answerS3Error, answerXml, partsXml, uploadsXml } from './s3-answers.ts';
import { hasExpired, overrides, readS3Request, type S3Request } from './s3-requests.ts';

export interface LocalS3 extends Endpoint {
  readonly client: S3Client;
  /** Uploads that were begun and neither completed nor aborted. */
  openUploads(): readonly MultipartUpload[];
}

/** What S3 takes in one part. */
const maxBodyBytes = 5 * 1024 ** 3;
const expired = { error: 'AccessDenied', status: 403, message: 'Request has expired' } as const;
const unsigned = {
  error: 'SignatureDoesNotMatch',
  status: 403,
  message: 'The request signature does not match',
} as const;
const noUpload = { error: 'NoSuchUpload', status: 404, message: 'The upload does not exist' } as const;

/**
 * S3 on fauxqs, in memory or, with `path`, on disk. Added in front: the expiry of presigned links, their `response-*`
 * headers, the lists of parts and uploads, and the check of signatures.
 */
export const startS3 = async (
  assembly: Assembly,
  settings: { readonly clock: LocalClock; readonly intercept: Intercept; readonly path?: string },
): Promise<LocalS3> => {
  const store = await makeS3Store(settings.path);
  const app = buildApp({ logger: false, stores: { s3Store: store } as never });
  app.removeContentTypeParser('*');
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBodyBytes }, (_request, body, done) =>
    done(null, body),
  );
  await app.ready();

  const answerList = ({ operation, bucket, query }: S3Request, response: ServerResponse): boolean => {
    if (operation === 'ListMultipartUploads') {
      const uploads = [...store.multipartUploads.values()].filter((upload) => upload.bucket === bucket);
      answerXml(response, 200, uploadsXml(bucket, uploads));
      return true;
    }
    if (operation !== 'ListParts') return false;
    const upload = store.multipartUploads.get(query.get('uploadId') ?? '');
    if (!upload) answerS3Error(response, noUpload);
    else {
      const after = Number(query.get('part-number-marker') ?? 0);
      answerXml(response, 200, partsXml(upload, after, Number(query.get('max-parts') ?? 1000)));
    }
    return true;
  };

  const endpoint = await listen(async (request, response) => {
    if (!isForLoopback(request) || !isSigned(request)) return answerS3Error(response, unsigned);
    const parsed = readS3Request(request);
    const { operation, bucket, key, query } = parsed;
    if (hasExpired(query, settings.clock.now())) return answerS3Error(response, expired);
    const verdict = await faultFor(settings.intercept, request, {
      service: 's3',
      operation,
      resource: `${bucket}/${key}`,
      request: { uploadId: query.get('uploadId') },
    });
    const serve = (to: ServerResponse): void => {
      if (answerList(parsed, to)) return;
      const headers = overrides(query);
      if (Object.keys(headers).length > 0) {
        const writeHead = to.writeHead.bind(to) as (status: number, headers: object) => ServerResponse;
        to.writeHead = ((status: number, own: object) => writeHead(status, { ...own, ...headers })) as never;
      }
      app.routing(request, to);
    };
    await carryOut(verdict, request, response, serve, answerS3Error);
  }, settings.clock);

  for (const { name } of assembly.all('AWS::S3::Bucket'))
    if (!store.hasBucket(name)) store.createBucket(name);
  const client = new S3Client({ ...operatorSettings(endpoint.url), forcePathStyle: true });
  return {
    ...endpoint,
    client,
    openUploads: () => [...store.multipartUploads.values()],
    close: async () => {
      client.destroy();
      await endpoint.close();
      await app.close();
    },
  };
};
