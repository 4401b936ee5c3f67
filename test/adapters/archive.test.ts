import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ArchiveSettings } from '../../lambdas/adapters/archive-settings.ts';
import { guardedStream } from '../../lambdas/adapters/http-exchange.ts';
import { laneSettings } from '../../lambdas/adapters/lanes.ts';
import { urlPolicy } from '../../lambdas/adapters/routes.ts';
import { S3Archive } from '../../lambdas/adapters/s3-archive.ts';
import type { PartialCopy } from '../../lambdas/domain/task.ts';
import type { CopyOrder } from '../../lambdas/domain/video-archive.ts';
import { type EmbeddedS3, embeddedS3 } from '../support/embedded-s3.ts';
import { sha256, type VideoServer, videoBytes, videoServer } from '../support/video-server.ts';

const mebi = 1024 * 1024;
const key = 'videos/owner1/2026/01/01/video_abc.mp4';
const open = guardedStream(urlPolicy({ privateHosts: ['127.0.0.1'], allowedHosts: [] }));

let s3: EmbeddedS3;
let source: VideoServer;
const begun: PartialCopy[] = [];
const copy = (order: Partial<CopyOrder> = {}, settings: Partial<ArchiveSettings> = {}) =>
  new S3Archive(s3.client, s3.bucket, open, {
    partBytes: 5 * mebi,
    reader: { stallMillis: 200, reconnectMillis: 5 },
    ...settings,
  }).copy({
    link: source.url,
    key,
    fileName: 'video_abc.mp4',
    maxBytes: 100 * mebi,
    budgetMillis: 20_000,
    mayBeThere: false,
    inParts: false,
    begun: async (partial) => {
      begun.push(partial);
      return true;
    },
    ...order,
  });

beforeEach(async () => {
  s3 = await embeddedS3();
  source = await videoServer(videoBytes(20 * mebi + 123));
  begun.length = 0;
});
afterEach(async () => {
  await source.stop();
  await s3.stop();
});

describe('a small video', () => {
  it('takes one request to the source and one to the bucket', async () => {
    const result = await copy();
    expect(result).toEqual({
      kind: 'archived',
      file: {
        bucket: 'videos',
        key,
        contentType: 'video/mp4',
        bytes: source.file.length,
        sha256: sha256(source.file),
      },
    });
    expect(s3.object(key)?.body.equals(source.file)).toBe(true);
    expect(source.requests).toHaveLength(1);
    expect(s3.requests).toEqual(['PutObject']);
  });
});

describe('a large video', () => {
  const large = { singleBytes: 8 * mebi };
  it('goes up in parts', async () => {
    const result = await copy({}, large);
    expect(result).toMatchObject({
      kind: 'archived',
      file: { bytes: source.file.length, sha256: sha256(source.file) },
    });
    expect(s3.object(key)?.body.equals(source.file)).toBe(true);
    expect(s3.object(key)?.metadata).toEqual({ sha256: sha256(source.file) });
    expect(source.requests).toHaveLength(1);
  });

  it('is read by several connections where one is slow', async () => {
    source.manner = () => ({ bytesPerSecond: 10 * mebi });
    const result = await copy({}, { ...large, lanes: { ...laneSettings, watchMillis: 100 } });
    expect(result).toMatchObject({ kind: 'archived', file: { sha256: sha256(source.file) } });
    expect(s3.object(key)?.body.equals(source.file)).toBe(true);
    expect(source.requests.length).toBeGreaterThan(3);
  });
});
