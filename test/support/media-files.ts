import { deepStrictEqual } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspectMedia } from '../../lambdas/domain/media/inspect-media.ts';
import { mediaReader } from '../../lambdas/domain/media/media-reader.ts';
import type { MediaVerdict } from '../../lambdas/domain/media/verdict.ts';

const folder = join(import.meta.dirname, '../domain/media/files');

/** Names of all whole videos in the repository. */
export const mediaNames: readonly string[] = readdirSync(folder)
  .filter((name) => !/\.(ts|md)$/.test(name))
  .sort();

export const mediaFile = (name: string): Buffer => readFileSync(join(folder, name));

/** Streams a file through the reader, cut at the given places. */
export const streamed = (file: Uint8Array, cuts: readonly number[] = []): MediaVerdict => {
  const reader = mediaReader();
  const places = [...cuts, file.length].sort((a, b) => a - b);
  let from = 0;
  for (const to of places) {
    // The reader must not lean on a chunk after it has had it.
    const chunk = Buffer.from(file.subarray(from, to));
    const early = reader.push(chunk);
    chunk.fill(0xa5);
    if (early) return early;
    from = to;
  }
  return reader.end();
};

/** Reads a file by ranges, as from a store, and counts the requests. */
export const ranged = async (file: Uint8Array) => {
  let requests = 0;
  const verdict = await inspectMedia(file.length, async (offset, length) => {
    requests += 1;
    if (offset < 0 || length < 1 || offset + length > file.length)
      throw new Error('The range is not in the file.');
    return Buffer.from(file.subarray(offset, offset + length));
  });
  return { verdict, requests };
};

/** What is said of a file, streamed as well as read by ranges. */
export const verdictOn = async (file: Uint8Array): Promise<MediaVerdict> => {
  const verdict = streamed(file);
  deepStrictEqual((await ranged(file)).verdict, verdict);
  return verdict;
};
