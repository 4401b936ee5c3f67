import { afterEach, beforeEach, expect } from 'vitest';
import type { ArchiveSettings } from '../../lambdas/adapters/archive/archive-settings.ts';
import { copyStrategySettings } from '../../lambdas/adapters/archive/copy/copy-strategy.ts';
import { S3Archive } from '../../lambdas/adapters/archive/s3-archive.ts';
import type { ReaderSettings } from '../../lambdas/adapters/archive/source/source-reader.ts';
import { guardedStream } from '../../lambdas/adapters/http/http-exchange.ts';
import { urlPolicy } from '../../lambdas/adapters/http/url-guard.ts';
import type { CopyOrder, CopyResult } from '../../lambdas/domain/archive/video-archive.ts';
import type { PartialCopy } from '../../lambdas/domain/task/task.ts';
import { type EmbeddedS3, embeddedS3 } from './embedded-s3.ts';
import { filmOfBytes, sha256, type VideoServer, videoBytes, videoServer } from './video-server.ts';

export const mebi = 1024 * 1024;
export const key = 'videos/owner1/2026/01/01/video_abc.mp4';

const patient: ReaderSettings = { headersMillis: 20_000, stallMillis: 5_000, reconnectMillis: 5 };
/** For sources that stall on purpose. */
export const impatient = { reader: { ...patient, stallMillis: 300 } };
/** In parts, which otherwise needs more than 32 MiB. */
const parts = { singleBytes: 0 };
/** One connection, whose bytes go up as they come; in parts if the order says so. */
export const streamed = {
  ...parts,
  strategy: { ...copyStrategySettings, fast: 0, recheckMillis: Number.POSITIVE_INFINITY },
};
/** One connection, whose bytes pass through memory. */
export const inParts = {
  ...parts,
  strategy: { ...copyStrategySettings, connections: 1, fast: Number.POSITIVE_INFINITY, slow: 0 },
};
/** Several connections. */
export const byConnections = {
  ...parts,
  strategy: { ...inParts.strategy, connections: copyStrategySettings.connections },
};

export interface Archiving {
  readonly s3: EmbeddedS3;
  readonly source: VideoServer;
  /** The uploads that were written into the record. */
  readonly begun: PartialCopy[];
  archive(settings?: Partial<ArchiveSettings>): S3Archive;
  copy(order?: Partial<CopyOrder>, settings?: Partial<ArchiveSettings>): Promise<CopyResult>;
  /** The bucket holds just what the source has now, and the result says so. */
  expectRight(result: CopyResult): void;
  /** The bucket holds nothing, not even of an upload. */
  expectNothing(): void;
}

/** A source and a bucket on loopback, both real, for each test of a file. */
export const archiving = (bytes = 11 * mebi + 123): Archiving => {
  const running: { s3?: EmbeddedS3; source?: VideoServer } = {};
  const begun: PartialCopy[] = [];
  const s3 = () => running.s3 as EmbeddedS3;
  const source = () => running.source as VideoServer;
  beforeEach(async () => {
    running.s3 = await embeddedS3();
    running.source = await videoServer(videoBytes(bytes));
    begun.length = 0;
  });
  afterEach(async () => {
    await source().stop();
    await s3().stop();
  });
  const make = (settings: Partial<ArchiveSettings> = {}) =>
    new S3Archive(
      s3().client,
      s3().bucket,
      guardedStream(urlPolicy({ privateHosts: ['127.0.0.1'], allowedHosts: [] })),
      {
        partBytes: 5 * mebi,
        streamBytes: 6 * mebi,
        reader: patient,
        ...settings,
      },
    );
  return {
    get s3() {
      return s3();
    },
    get source() {
      return source();
    },
    begun,
    archive: make,
    copy: (order = {}, settings = {}) =>
      make(settings).copy({
        link: source().url,
        key,
        maxBytes: 100 * mebi,
        budgetMillis: 120_000,
        mayBeThere: false,
        inParts: false,
        begun: async (partial) => {
          begun.push(partial);
          return true;
        },
        ...order,
      }),
    expectRight: (result) => {
      const { file } = source();
      const printed = {
        bucket: 'videos',
        key,
        contentType: 'video/mp4',
        bytes: file.length,
        sha256: sha256(file),
        ...filmOfBytes,
      };
      expect(result).toEqual({ kind: 'archived', file: printed });
      expect(s3().object(key)?.body.equals(file)).toBe(true);
      expect(s3().store.multipartUploads.size).toBe(0);
    },
    expectNothing: () => {
      expect(s3().object(key)).toBeUndefined();
      expect(s3().store.multipartUploads.size).toBe(0);
    },
  };
};
