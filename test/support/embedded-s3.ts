import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { S3Client } from '@aws-sdk/client-s3';
import { buildApp } from 'fauxqs';
import { transferClient } from '../../lambdas/adapters/archive/s3/s3-transfer.ts';
import { objectionTo } from './s3-checksums.ts';

interface Part {
  readonly partNumber: number;
  readonly etag: string;
  readonly body: Buffer;
}

interface StoredObject {
  readonly body: Buffer;
  readonly contentType: string;
  readonly contentDisposition?: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The part of fauxqs's store that tests look into. */
interface Store {
  readonly multipartUploads: ReadonlyMap<
    string,
    { readonly key: string; readonly parts: ReadonlyMap<number, Part> }
  >;
  createBucket(name: string): void;
  getObject(bucket: string, key: string): StoredObject;
  emptyBucket(name: string): void;
}

type StoreFault = 'drop' | 'fail' | 'hang' | undefined;

export interface EmbeddedS3 {
  readonly port: number;
  readonly client: S3Client;
  readonly store: Store;
  readonly bucket: string;
  /** `METHOD operation`, as they came. */
  readonly requests: string[];
  /** What becomes of a request in place of an answer; a promise holds it up. */
  misbehave: ((operation: string, url: URL) => StoreFault | Promise<void>) | undefined;
  /** Checks what comes with an upload, as S3 does and fauxqs does not. */
  strict: boolean;
  object(key: string): StoredObject | undefined;
  stop(): Promise<void>;
}

const operationOf = (method: string, query: URLSearchParams): string => {
  if (query.has('uploads')) return 'CreateMultipartUpload';
  if (query.has('partNumber')) return 'UploadPart';
  if (!query.has('uploadId'))
    return { GET: 'GetObject', HEAD: 'HeadObject', PUT: 'PutObject' }[method] ?? method;
  return (
    { GET: 'ListParts', POST: 'CompleteMultipartUpload', DELETE: 'AbortMultipartUpload' }[method] ?? method
  );
};

const errorXml = (code: string): string => `<Error><Code>${code}</Code></Error>`;

const partsXml = (parts: ReadonlyMap<number, Part>): string => {
  const all = [...parts.values()].map(
    ({ partNumber, etag, body }) =>
      `<Part><PartNumber>${partNumber}</PartNumber><ETag>${etag}</ETag><Size>${body.length}</Size></Part>`,
  );
  return `<ListPartsResult><IsTruncated>false</IsTruncated>${all.join('')}</ListPartsResult>`;
};

/** S3 in this process, in memory, on loopback: fauxqs, with bodies of any size and lists of parts. */
export const embeddedS3 = async (bucket = 'videos'): Promise<EmbeddedS3> => {
  const folder = dirname(fileURLToPath(import.meta.resolve('fauxqs')));
  const { S3Store } = await import(pathToFileURL(join(folder, 's3/s3Store.js')).href);
  const store: Store = new S3Store();
  store.createBucket(bucket);
  const app = buildApp({ logger: false, stores: { s3Store: store } as never });
  app.removeContentTypeParser('*');
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 2 ** 31 }, (_request, body, done) =>
    done(null, body),
  );
  const requests: string[] = [];
  app.addHook('onRequest', async (request, reply) => {
    const url = new URL(request.url, 'http://s3');
    const copies = request.headers['x-amz-copy-source'] !== undefined;
    const operation = copies ? 'CopyObject' : operationOf(request.method, url.searchParams);
    requests.push(operation);
    const fault = await s3.misbehave?.(operation, url);
    if (fault === 'drop') request.raw.socket.destroy();
    if (fault === 'hang') return new Promise(() => {});
    if (fault === 'fail') return reply.code(503).type('application/xml').send(errorXml('SlowDown'));
    if (operation !== 'ListParts') return;
    const upload = store.multipartUploads.get(url.searchParams.get('uploadId') ?? '');
    if (!upload) return reply.code(404).type('application/xml').send(errorXml('NoSuchUpload'));
    return reply.type('application/xml').send(partsXml(upload.parts));
  });
  app.addHook('preHandler', async (request, reply) => {
    const copies = request.headers['x-amz-copy-source'] !== undefined;
    if (request.method !== 'PUT' || copies || !Buffer.isBuffer(request.body) || !s3.strict) return;
    const objection = objectionTo(request.headers, request.body);
    if (objection) return reply.code(400).type('application/xml').send(errorXml(objection));
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const s3: EmbeddedS3 = {
    port,
    client: transferClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 2,
    }),
    store,
    bucket,
    requests,
    misbehave: undefined,
    strict: true,
    object: (key) => {
      try {
        return store.getObject(bucket, key);
      } catch {
        return undefined;
      }
    },
    stop: async () => {
      s3.client.destroy();
      await app.close();
    },
  };
  return s3;
};
