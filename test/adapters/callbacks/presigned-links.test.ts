import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, it } from 'vitest';
import {
  type LinkSettings,
  linkSettings,
  PresignedLinks,
} from '../../../lambdas/adapters/callbacks/presigned-links.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';

const signer: LinkSettings = {
  region: 'eu-central-1',
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: 'secret',
  sessionToken: 'token/with+signs==',
};
const video = {
  bucket: 'videos-bucket',
  key: 'videos/owner1/2026/01/01/a b+c.mp4',
  contentType: 'video/mp4',
  bytes: 1,
  sha256: 'a'.repeat(64),
};

/** What AWS's SDK makes of the same. */
const bySdk = async ({ endpoint, region, ...credentials }: LinkSettings, at: number, key = video.key) => {
  const client = new S3Client({
    region,
    credentials,
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestChecksumCalculation: 'WHEN_REQUIRED',
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
  });
  const command = new GetObjectCommand({
    Bucket: video.bucket,
    Key: key,
    ResponseContentType: video.contentType,
    ResponseContentDisposition: 'inline',
    ResponseCacheControl: 'private, max-age=3600',
  });
  return new URL(await getSignedUrl(client, command, { expiresIn: 3600, signingDate: new Date(at) }));
};

const parts = (url: URL) => ({
  address: `${url.origin}${url.pathname}`,
  query: Object.fromEntries(url.searchParams),
});

describe('A link to a video', () => {
  it('is good for an hour to the second, and says so', async () => {
    const clock = new ManualClock(Date.UTC(2026, 0, 1, 12, 0, 0, 900));
    const { url, expiresAt } = await new PresignedLinks(signer, clock).to(video);
    const query = new URL(url).searchParams;
    expect(query.get('X-Amz-Date')).toBe('20260101T120000Z');
    expect(query.get('X-Amz-Expires')).toBe('3600');
    expect(expiresAt).toBe(Date.UTC(2026, 0, 1, 13));
  });

  it('plays in a browser and asks it for no header', async () => {
    const { url } = await new PresignedLinks(signer, new ManualClock()).to(video);
    const query = new URL(url).searchParams;
    expect(new URL(url).pathname).toBe('/videos/owner1/2026/01/01/a%20b%2Bc.mp4');
    expect(query.get('response-content-type')).toBe('video/mp4');
    expect(query.get('response-content-disposition')).toBe('inline');
    expect(query.get('X-Amz-SignedHeaders')).toBe('host');
    expect([...query.keys()].filter((name) => name.includes('checksum'))).toEqual([]);
  });

  const { sessionToken: _, ...lasting } = signer;
  const signers: Readonly<Record<string, LinkSettings>> = {
    'in a region': signer,
    'in the first region': { ...signer, region: 'us-east-1' },
    'in China': { ...signer, region: 'cn-north-1' },
    'with lasting credentials': lasting,
    'at another S3 than AWS’s': { ...signer, endpoint: 'http://127.0.0.1:4566' },
  };
  const keys = [
    video.key,
    'videos/owner/2026/12/31/video_abc123.mp4',
    "videos/ö'w(n)e*r!/~a=b&c%20,@:;$.mp4",
  ];
  for (const [name, who] of Object.entries(signers)) {
    it.each(keys)(`is to the letter what AWS’s SDK signs ${name}: %s`, async (key) => {
      const clock = new ManualClock(Date.UTC(2026, 5, 30, 23, 59, 59));
      const { url } = await new PresignedLinks(who, clock).to({ ...video, key });
      expect(parts(new URL(url))).toEqual(parts(await bySdk(who, clock.now(), key)));
    });
  }

  it('is signed by the function, for the S3 that its environment names', () => {
    expect(
      linkSettings({
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'id',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_SESSION_TOKEN: 'token',
        AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
        AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:2',
      }),
    ).toEqual({
      region: 'eu-west-1',
      accessKeyId: 'id',
      secretAccessKey: 'secret',
      sessionToken: 'token',
      endpoint: 'http://127.0.0.1:2',
    });
  });
});
