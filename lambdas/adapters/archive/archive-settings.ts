import type { S3Client } from '@aws-sdk/client-s3';
import type { CopyOrder } from '../../domain/archive/video-archive.ts';
import type { OpenStream } from '../http/exchange.ts';
import { type CopyStrategySettings, copyStrategySettings } from './copy/copy-strategy.ts';
import { type ReaderSettings, readerSettings } from './source/source-reader.ts';

const mebi = 1024 * 1024;

export interface ArchiveSettings {
  /** A file up to this size takes one request to the source and one to the store; a larger one goes up in parts. */
  readonly singleBytes: number;
  /** Size of the first part, and of parts that pass through memory. S3 wants at least 5 MiB and at most 10,000 parts. */
  readonly partBytes: number;
  /** Size of streamed parts: what is read again if the store breaks off. At most 10,000 make a file. */
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
  /** Aborted when no further part may be begun. */
  readonly closing: AbortSignal;
  /** Aborted when the turn's time has run out. */
  readonly over: AbortSignal;
}
