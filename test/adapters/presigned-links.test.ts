import { describe, expect, it } from 'vitest';
import { linkClient, PresignedLinks } from '../../lambdas/adapters/presigned-links.ts';
import { ManualClock } from '../support/fakes/manual-clock.ts';

const client = linkClient({
  region: 'eu-central-1',
  credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' },
});
const video = {
  bucket: 'videos-bucket',
  key: 'videos/owner1/2026/01/01/a b+c.mp4',
  contentType: 'video/mp4',
  bytes: 1,
  sha256: 'a'.repeat(64),
};

describe('A link to a video', () => {
  it('is good for an hour to the second, and says so', async () => {
    const clock = new ManualClock(Date.UTC(2026, 0, 1, 12, 0, 0, 900));
    const { url, expiresAt } = await new PresignedLinks(client, clock).to(video);
    const query = new URL(url).searchParams;
    expect(query.get('X-Amz-Date')).toBe('20260101T120000Z');
    expect(query.get('X-Amz-Expires')).toBe('3600');
    expect(expiresAt).toBe(Date.UTC(2026, 0, 1, 13));
  });

  it('plays in a browser and asks it for no header', async () => {
    const { url } = await new PresignedLinks(client, new ManualClock()).to(video);
    const query = new URL(url).searchParams;
    expect(new URL(url).pathname).toBe('/videos/owner1/2026/01/01/a%20b%2Bc.mp4');
    expect(query.get('response-content-type')).toBe('video/mp4');
    expect(query.get('response-content-disposition')).toBe('inline');
    expect(query.get('X-Amz-SignedHeaders')).toBe('host');
    expect([...query.keys()].filter((name) => name.includes('checksum'))).toEqual([]);
  });
});
