import type { S3Client } from '@aws-sdk/client-s3';
import type { CopyOrder } from '../domain/video-archive.ts';
import type { OpenStream } from './exchange.ts';
import { type LaneSettings, laneSettings } from './lanes.ts';
import { type ReaderSettings, readerSettings } from './source-reader.ts';

const mebi = 1024 * 1024;

export interface ArchiveSettings {
  /** Up to here, one request brings the file and one takes it; above, it goes up in parts. */
  readonly singleBytes: number;
  /** The store wants at least 5 MiB, and at most 10,000 parts. */
  readonly partBytes: number;
  readonly reader: ReaderSettings;
  readonly lanes: LaneSettings;
}

export const archiveSettings: ArchiveSettings = {
  singleBytes: 32 * mebi,
  partBytes: 8 * mebi,
  reader: readerSettings,
  lanes: laneSettings,
};

/** What one turn of copying works with. */
export interface CopyTurnDeps {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly open: OpenStream;
  readonly settings: ArchiveSettings;
  readonly order: CopyOrder;
  /** No part is begun after it. */
  readonly closing: AbortSignal;
  /** The turn's time has run out. */
  readonly over: AbortSignal;
}
