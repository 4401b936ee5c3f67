import type { S3Client } from '@aws-sdk/client-s3';
import type { CopyOrder } from '../../../domain/archive/video-archive.ts';
import type { OpenStream } from '../../http/exchange.ts';
import type { ArchiveSettings } from '../archive-settings.ts';
import type { OpenSource } from '../source/source-reader.ts';
import { type CopyStrategy, chooseStrategy } from './copy-strategy.ts';

/** What one turn copies, and with what. */
export interface CopyJob {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly open: OpenStream;
  readonly settings: ArchiveSettings;
  readonly order: CopyOrder;
  /** Store what comes even if it is broken. */
  readonly tolerant: boolean;
  /** When the turn's time runs out, by `performance.now()`. */
  readonly endsAt: number;
  /** No part is started after this signal. */
  readonly closing: AbortSignal;
  /** The turn's time has run out. */
  readonly over: AbortSignal;
}

/** How to read the rest of a file whose first bytes came at `rate` bytes a second. */
export const strategyFor = (
  job: CopyJob,
  { source, file }: OpenSource,
  seen: { readonly rate: number; readonly bytesLeft: number; readonly inParts: boolean },
): CopyStrategy =>
  chooseStrategy(job.settings.strategy, {
    ...seen,
    partBytes: job.settings.partBytes,
    resumable: file.resumable,
    requestLimit: source.requestLimit,
    millisLeft: job.endsAt - performance.now(),
  });
