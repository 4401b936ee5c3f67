import type { S3Client } from '@aws-sdk/client-s3';
import type { CopyOrder } from '../../../domain/archive/video-archive.ts';
import type { OpenStream } from '../../http/exchange.ts';
import { type ReaderSettings, readerSettings } from '../source/source-reader.ts';
import { type CopyStrategySettings, copyStrategySettings } from './copy-strategy.ts';

const mebi = 1024 * 1024;

export interface ArchiveSettings {
  /** Up to here, one request brings the file and one takes it; above, it goes up in parts. */
  readonly singleBytes: number;
  /** Of the first part, and of those that pass through memory. The store wants at least 5 MiB, and 10,000 parts at most. */
  readonly partBytes: number;
  /** Of the parts that are streamed: what is read again where the store breaks off. At most 10,000 make a file. */
  readonly streamBytes: number;
  readonly reader: ReaderSettings;
  readonly strategy: CopyStrategySettings;
}

export const archiveSettings: ArchiveSettings = {
  singleBytes: 32 * mebi,
  partBytes: 5 * mebi,
  streamBytes: 64 * mebi,
  reader: readerSettings,
  strategy: copyStrategySettings,
};

/** What one turn of copying works with. */
export interface CopyTurnDeps {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly open: OpenStream;
  readonly settings: ArchiveSettings;
  readonly order: CopyOrder;
  /** When the turn's time runs out, by `performance.now()`. */
  readonly endsAt: number;
  /** No part is begun after it. */
  readonly closing: AbortSignal;
  /** The turn's time has run out. */
  readonly over: AbortSignal;
}
