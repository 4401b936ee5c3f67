import { createHash, createHmac } from 'node:crypto';
import type { Video } from '../domain/task.ts';
import { type Clock, hour, type Millis, second } from '../domain/time.ts';
import type { VideoLinks } from '../domain/video-links.ts';

/** A link dies with the credentials that signed it, a function's own last for hours: one is a promise that holds. */
const lifetime: Millis = hour;

/** Who signs links, and for which S3. */
export interface LinkSigner {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Of an S3 that is not AWS's. It is addressed by path. */
  readonly endpoint?: string;
}

/** The function itself, as its environment says. */
export const linkSigner = (from: NodeJS.ProcessEnv = process.env): LinkSigner => {
  const { AWS_REGION = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = from;
  const endpoint = from.AWS_ENDPOINT_URL_S3 ?? from.AWS_ENDPOINT_URL;
  return {
    region: AWS_REGION,
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
    ...(endpoint ? { endpoint } : {}),
  };
};

/**
 * Links to S3 that play in a browser rather than download, under the file's own name. They are signed here, as AWS's SDK
 * would sign them to the letter (Signature Version 4 in the query), because its client for S3 is half of what the
 * functions that need nothing else of S3 would load.
 */
export class PresignedLinks implements VideoLinks {
  readonly #signer: LinkSigner;
  readonly #clock: Clock;

  constructor(signer: LinkSigner, clock: Clock) {
    this.#signer = signer;
    this.#clock = clock;
  }

  async to({ bucket, key, contentType }: Video): Promise<{ url: string; expiresAt: Millis }> {
    const { region, accessKeyId, secretAccessKey, sessionToken } = this.#signer;
    // Signed to the second, so the promise is made from the beginning of that second.
    const now = Math.floor(this.#clock.now() / second) * second;
    const time = new Date(now).toISOString().replaceAll(/[-:]|\.000/g, '');
    const scope = [time.slice(0, 8), region, 's3', 'aws4_request'];
    const address = this.#addressOf(bucket, key);
    const query = Object.entries({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD',
      'X-Amz-Credential': [accessKeyId, ...scope].join('/'),
      'X-Amz-Date': time,
      'X-Amz-Expires': String(lifetime / second),
      ...(sessionToken === undefined ? {} : { 'X-Amz-Security-Token': sessionToken }),
      'X-Amz-SignedHeaders': 'host',
      'response-cache-control': 'private, max-age=3600',
      'response-content-disposition': 'inline',
      'response-content-type': contentType,
      'x-id': 'GetObject',
    }).map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
    const request = [
      'GET',
      address.pathname,
      query.join('&'),
      `host:${address.host}\n`,
      'host',
      'UNSIGNED-PAYLOAD',
    ];
    const toSign = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(request.join('\n'))].join('\n');
    const signingKey = scope.reduce<string | Buffer>(
      (secret, part) => hmac(secret, part),
      `AWS4${secretAccessKey}`,
    );
    const signature = hmac(signingKey, toSign).toString('hex');
    const url = `${address.origin}${address.pathname}?${query.join('&')}&X-Amz-Signature=${signature}`;
    return { url, expiresAt: now + lifetime };
  }

  #addressOf(bucket: string, key: string): URL {
    const { region, endpoint } = this.#signer;
    const path = key.split('/').map(encoded).join('/');
    if (endpoint !== undefined) return new URL(`${endpoint.replace(/\/$/, '')}/${bucket}/${path}`);
    const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
    return new URL(`https://${bucket}.s3.${region}.${suffix}/${path}`);
  }
}

/** Everything but what RFC 3986 calls unreserved. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
