import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { copyStrategySettings } from '../../../lambdas/adapters/archive/copy/copy-strategy.ts';
import { archiving, byConnections, key, mebi, streamed } from '../../support/archiving.ts';
import { sha256, videoBytes } from '../../support/video-server.ts';

const at = archiving();

describe('a small video', () => {
  it('takes one request to the source and one to the bucket', async () => {
    at.source.file = videoBytes(20 * mebi);
    at.expectRight(await at.copy());
    expect(at.source.requests).toHaveLength(1);
    expect(at.s3.requests).toEqual(['PutObject']);
  });

  it('is stored with its SHA-256 as the checksum that the store verified', async () => {
    await at.copy();
    const head = await at.s3.client.send(
      new HeadObjectCommand({ Bucket: at.s3.bucket, Key: key, ChecksumMode: 'ENABLED' }),
    );
    expect(Buffer.from(head.ChecksumSHA256 ?? '', 'base64').toString('hex')).toBe(sha256(at.source.file));
    expect(head.ChecksumType).toBe('FULL_OBJECT');
  });

  it('plays in a browser from a plain link', async () => {
    await at.copy();
    expect(at.s3.object(key)).toMatchObject({
      contentType: 'video/mp4',
      contentDisposition: 'inline; filename="video_abc.mp4"',
    });
  });

  it.each([
    'video/webm; codecs="vp9"',
    'binary/octet-stream',
    'text/html',
    'application/x-msdownload',
    undefined,
  ])('has the type that its bytes prove, if the source calls it %j', async (type) => {
    at.source.manner = () => ({ headers: { 'content-type': type } });
    expect(await at.copy()).toMatchObject({ file: { contentType: 'video/mp4' } });
  });
});

describe('a large video', () => {
  it('goes up as it comes, by one request of each side if the source is fast', async () => {
    at.expectRight(await at.copy({}, streamed));
    expect(at.source.requests).toHaveLength(1);
    expect(at.s3.requests).toEqual(['PutObject']);
  });

  it('goes up as it comes in parts if one invocation was too short for it', async () => {
    at.expectRight(await at.copy({ inParts: true }, streamed));
    expect(at.source.requests).toHaveLength(1);
    expect(at.s3.object(key)?.metadata).toMatchObject({ sha256: sha256(at.source.file), width: '1280' });
    expect(at.s3.object(key)).toMatchObject({
      contentType: 'video/mp4',
      contentDisposition: 'inline; filename="video_abc.mp4"',
    });
  });

  it('is read by several connections if one is slow', async () => {
    at.source.file = videoBytes(30 * mebi + 5);
    at.source.manner = () => ({ bytesPerSecond: 10 * mebi });
    at.expectRight(await at.copy({}, byConnections));
    expect(at.source.requests.length).toBeGreaterThan(4);
    expect(at.source.most).toBeGreaterThan(2);
    expect(at.source.most).toBeLessThanOrEqual(copyStrategySettings.connections);
  });

  it('is read by several connections if one was fast only at first', async () => {
    at.source.file = videoBytes(40 * mebi);
    at.source.manner = () => ({ burstBytes: 6 * mebi, bytesPerSecond: 6 * mebi });
    const strategy = { ...copyStrategySettings, fast: 25 * mebi, recheckMillis: 700 };
    at.expectRight(await at.copy({}, { ...byConnections, strategy }));
    expect(at.source.requests.length).toBeGreaterThan(4);
  });

  it('is read by one connection if the link allows few requests', async () => {
    at.source.manner = () => ({ bytesPerSecond: 15 * mebi });
    const link = `${at.source.url}&X-Tos-Max-Requests=2`;
    at.expectRight(await at.copy({ link }, byConnections));
    expect(at.source.requests).toHaveLength(1);
  });

  it('is read in order if the source does not say its length', async () => {
    at.source.manner = () => ({ chunked: true, noRanges: true, bytesPerSecond: 20 * mebi });
    at.expectRight(await at.copy({}, byConnections));
    expect(at.source.requests).toHaveLength(1);
  });

  it('is read in order if the source sends no ranges', async () => {
    at.source.manner = () => ({ noRanges: true, bytesPerSecond: 20 * mebi });
    at.expectRight(await at.copy({}, byConnections));
    expect(at.source.requests).toHaveLength(1);
  });

  it('is read in order if nothing proves that ranges are of one file', async () => {
    at.source.manner = () => ({ headers: { etag: undefined }, bytesPerSecond: 20 * mebi });
    at.expectRight(await at.copy({}, byConnections));
    expect(at.source.requests).toHaveLength(1);
  });

  it('that ends with a whole part has no empty part more', async () => {
    at.source.file = videoBytes(10 * mebi);
    at.source.manner = () => ({ chunked: true, noRanges: true });
    at.expectRight(await at.copy());
    expect(at.s3.requests.filter((operation) => operation === 'UploadPart')).toHaveLength(2);
  });
});

describe('every copy', () => {
  it('follows up to ten redirects, relative ones too', async () => {
    at.source.manner = (request, number) =>
      number <= 10 ? { status: 302, headers: { location: `${request.url}&hop=${number}` } } : {};
    at.expectRight(await at.copy());
    expect(at.source.requests).toHaveLength(11);
  });

  it('sends no key to the source', async () => {
    await at.copy();
    const [request] = at.source.requests;
    expect(Object.keys(request?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'range',
      'user-agent',
    ]);
  });
});
