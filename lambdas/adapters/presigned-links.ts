import { GetObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Video } from '../domain/task.ts';
import { type Clock, hour, type Millis, second } from '../domain/time.ts';
import type { VideoLinks } from '../domain/video-links.ts';

/** A link dies with the credentials that signed it, a function's own last for hours: one is a promise that holds. */
const lifetime: Millis = hour;

/**
 * A browser asks for no checksum and knows none of the headers that the SDK would sign into the link for it. With the first
 * setting alone, the SDK signs the checksum of an empty body into it instead.
 */
export const linkClient = (settings: S3ClientConfig = {}): S3Client =>
  new S3Client({
    ...settings,
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });

/** Links to S3 that play in a browser rather than download, under the file's own name. */
export class PresignedLinks implements VideoLinks {
  readonly #client: S3Client;
  readonly #clock: Clock;

  constructor(client: S3Client, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  async to({ bucket, key, contentType }: Video): Promise<{ url: string; expiresAt: Millis }> {
    const command = new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ResponseContentType: contentType,
      ResponseContentDisposition: 'inline',
      ResponseCacheControl: 'private, max-age=3600',
    });
    // Signed to the second, so the promise is made from the beginning of that second.
    const now = Math.floor(this.#clock.now() / second) * second;
    const url = await getSignedUrl(this.#client, command, {
      expiresIn: lifetime / second,
      signingDate: new Date(now),
    });
    return { url, expiresAt: now + lifetime };
  }
}
