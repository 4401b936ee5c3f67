import type { IncomingMessage } from 'node:http';

/** What a request to S3 is about, with path-style addresses: `/bucket/key`. */
export interface S3Request {
  readonly operation: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
}

const objectOperations: Readonly<Record<string, string>> = {
  GET: 'GetObject',
  HEAD: 'HeadObject',
  PUT: 'PutObject',
  DELETE: 'DeleteObject',
  POST: 'PostObject',
};
const uploadOperations: Readonly<Record<string, string>> = {
  GET: 'ListParts',
  PUT: 'UploadPart',
  POST: 'CompleteMultipartUpload',
  DELETE: 'AbortMultipartUpload',
};
const bucketOperations: Readonly<Record<string, string>> = {
  GET: 'ListObjectsV2',
  HEAD: 'HeadBucket',
  PUT: 'CreateBucket',
  DELETE: 'DeleteBucket',
  POST: 'DeleteObjects',
};

const operationOf = (method: string, key: string, query: URLSearchParams): string => {
  if (key === '') {
    const named = query.has('uploads') ? 'ListMultipartUploads' : bucketOperations[method];
    return named ?? 'Unknown';
  }
  if (query.has('uploads')) return 'CreateMultipartUpload';
  return (query.has('uploadId') ? uploadOperations[method] : objectOperations[method]) ?? 'Unknown';
};

export const readS3Request = (request: IncomingMessage): S3Request => {
  const url = new URL(request.url ?? '/', 'http://s3');
  const [, bucket = '', ...rest] = url.pathname.split('/');
  const key = decodeURIComponent(rest.join('/'));
  return {
    operation: operationOf(request.method ?? '', key, url.searchParams),
    bucket,
    key,
    query: url.searchParams,
  };
};

/** Whether a presigned link is past its time. A link with no time is none. */
export const hasExpired = (query: URLSearchParams, now: number): boolean => {
  const signed = query.get('X-Amz-Date')?.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5');
  const seconds = Number(query.get('X-Amz-Expires'));
  return signed !== undefined && now > Date.parse(signed) + seconds * 1000;
};

/** The response headers that a link sets, such as `response-content-disposition`. */
export const overrides = (query: URLSearchParams): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...query].flatMap(([name, value]) =>
      name.startsWith('response-') ? [[name.slice('response-'.length), value]] : [],
    ),
  );
