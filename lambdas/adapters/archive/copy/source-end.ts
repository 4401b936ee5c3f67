import { createHash } from 'node:crypto';
import type { MediaVerdict } from '../../../domain/media/verdict.ts';
import { type OpenSource, openSource } from '../source/source-reader.ts';
import { CopyFault } from './copy-fault.ts';
import type { CopyJob } from './copy-job.ts';

/** All that came of a source. */
export interface SourceRead {
  readonly bytes: number;
  /** Asked for only if the structure proves nothing. */
  readonly sha256: () => string;
  readonly verdict: MediaVerdict;
}

/**
 * A source that neither says a length nor marks the end only closes the connection, as a proxy that dies does, too. What
 * came is believed if the file's own structure shows that nothing is missing. Fragments cut between two of them and
 * formats whose structure is not read do not show it: those are read once more, and believed if both reads brought the
 * same bytes, since a broken connection ends elsewhere each time. Throws `CopyFault` otherwise.
 */
export const proveEnd = async (
  { tolerant, settings }: Pick<CopyJob, 'tolerant' | 'settings'>,
  { file, source }: OpenSource,
  read: SourceRead,
  signal: AbortSignal,
): Promise<void> => {
  if (!file.endUnknown || tolerant) return;
  if (read.verdict.kind === 'whole' && read.verdict.endProved) return;
  const again = openSource(source, await source.open({ start: 0, signal }), signal, settings.reader);
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of again.reader.rest()) {
    bytes += chunk.length;
    if (bytes > read.bytes) break;
    hash.update(chunk);
  }
  if (bytes === read.bytes && hash.digest('hex') === read.sha256()) return;
  throw new CopyFault('interrupted', 'The source says no length, and two reads of it ended differently');
};
