import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { secretAccessKey } from './client-settings.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
interface Signature {
  readonly scope: readonly string[];
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly time: string;
  readonly payloadHash: string | undefined;
  /** Encoded as it was sent, without the signature. */
  readonly query: readonly string[];
}

const algorithm = 'AWS4-HMAC-SHA256';
const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

const headerOf = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
};

/** In the `Authorization` header, or in the query of a presigned link. */
const signatureOf = (request: IncomingMessage): Signature | undefined => {
  const [, search = ''] = (request.url ?? '').split('?', 2);
  const query = search === '' ? [] : search.split('&');
  const header = headerOf(request, 'authorization');
  const [, credential = '', names = '', signature = ''] =
    new RegExp(`^${algorithm} Credential=([^,]+), *SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})$`).exec(
      header ?? '',
    ) ?? [];
  if (signature !== '') {
    return {
      scope: credential.split('/').slice(1),
      signedHeaders: names.split(';'),
      signature,
      time: headerOf(request, 'x-amz-date') ?? '',
      payloadHash: headerOf(request, 'x-amz-content-sha256'),
      query,
    };
  }
  const parameters = new URLSearchParams(search);
  const presigned = parameters.get('X-Amz-Signature');
  if (presigned === null || !/^[0-9a-f]{64}$/.test(presigned)) return undefined;
  return {
    scope: (parameters.get('X-Amz-Credential') ?? '').split('/').slice(1),
    signedHeaders: (parameters.get('X-Amz-SignedHeaders') ?? '').split(';'),
    signature: presigned,
    time: parameters.get('X-Amz-Date') ?? '',
    payloadHash: 'UNSIGNED-PAYLOAD',
    query: query.filter((pair) => !pair.startsWith('X-Amz-Signature=')),
  };
};

/**
 * Whether a request was signed with this process' credentials. Without `body`, the request's own hash of it is trusted.
 * Only the functions and the local cloud's own clients know the key, so no other program or page can read the stores.
 */
export const isSigned = (request: IncomingMessage, body?: Buffer): boolean => {
  const given = signatureOf(request);
  if (!given) return false;
  const { scope, signedHeaders, signature, time, query } = given;
  const payloadHash = given.payloadHash ?? sha256(body ?? '');
  const pairs = query.map((pair) => (pair.includes('=') ? pair : `${pair}=`)).sort();
  const headers = signedHeaders.map((name) => `${name}:${(headerOf(request, name) ?? '').trim()}\n`);
  const canonical = [
    request.method,
    (request.url ?? '/').split('?', 1)[0],
    pairs.join('&'),
    headers.join(''),
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
  const key = scope.reduce<string | Buffer>((above, part) => hmac(above, part), `AWS4${secretAccessKey}`);
  const expected = hmac(key, [algorithm, time, scope.join('/'), sha256(canonical)].join('\n'));
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
};
