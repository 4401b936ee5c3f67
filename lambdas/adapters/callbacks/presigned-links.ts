import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import type { VideoLinks } from '../../domain/callbacks/video-links.ts';
import type { StoredFile } from '../../domain/task/task.ts';
import { type Clock, hour, type Millis, second } from '../../domain/task/time.ts';
import { uriEncoded, type VideoHost, videoAddress, videoHost } from './video-address.ts';

/** A link dies with the credentials that signed it, a function's own last for hours: one is a promise that holds. */
const lifetime: Millis = hour;

/** Who signs links, and for which S3. */
export interface LinkSettings extends VideoHost {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The function itself, as its environment says. */
export const linkSettings = (from: NodeJS.ProcessEnv = process.env): LinkSettings => {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = from;
  return {
    ...videoHost(from),
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  };
};

/**
 * Links to S3 that show in a browser rather than download, under the file's own name. They are signed by AWS's own signer
 * alone: its whole client for S3 would be half of what the functions load that need nothing else of S3.
 */
export class PresignedLinks implements VideoLinks {
  readonly #settings: LinkSettings;
  readonly #signer: SignatureV4;
  readonly #clock: Clock;

  constructor(settings: LinkSettings, clock: Clock) {
    const { region, endpoint: _, ...credentials } = settings;
    this.#settings = settings;
    this.#signer = new SignatureV4({
      service: 's3',
      region,
      credentials,
      sha256: Sha256,
      uriEscapePath: false,
      applyChecksum: false,
    });
    this.#clock = clock;
  }

  async to({ bucket, key, contentType }: StoredFile): Promise<{ url: string; expiresAt: Millis }> {
    // Signed to the second, so the promise is made from the beginning of that second.
    const now = Math.floor(this.#clock.now() / second) * second;
    const address = videoAddress(this.#settings, bucket, key);
    const request = {
      method: 'GET',
      protocol: address.protocol,
      hostname: address.hostname,
      ...(address.port === '' ? {} : { port: Number(address.port) }),
      path: address.pathname,
      headers: { host: address.host, 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' },
      query: {
        'response-cache-control': 'private, max-age=3600',
        'response-content-disposition': 'inline',
        'response-content-type': contentType,
        'x-id': 'GetObject',
      },
    };
    const options = { expiresIn: lifetime / second, signingDate: new Date(now) };
    const { query = {} } = await this.#signer.presign(request, options);
    const pairs = Object.entries(query).map(
      ([name, value]) => `${uriEncoded(name)}=${uriEncoded(String(value))}`,
    );
    return { url: `${address.origin}${address.pathname}?${pairs.join('&')}`, expiresAt: now + lifetime };
  }
}
