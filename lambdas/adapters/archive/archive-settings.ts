import { type CopyStrategySettings, copyStrategySettings } from './copy/copy-strategy.ts';
import { type ReaderSettings, readerSettings } from './source/source-reader.ts';

const mebi = 1024 * 1024;

export interface ArchiveSettings {
  /** A file of at most this size takes one request to the source and one to S3. A larger one may go up in parts. */
  readonly singleBytes: number;
  /** Size of the first part, and of parts that pass through memory. S3 wants at least 5 MiB, and at most 10,000 parts. */
  readonly partBytes: number;
  /** Size of parts that are streamed: what is read again if S3 breaks one off. At most 10,000 make a file. */
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
