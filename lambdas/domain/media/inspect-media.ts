import { readMedia } from './read-media.ts';
import type { MediaVerdict } from './verdict.ts';

/** Reads `length` bytes of a stored file from `offset`, both within its size. Rejects if it cannot. */
export type ReadRange = (offset: number, length: number) => Promise<Uint8Array>;

/** Holds the head and the index of most files, so that 1–2 requests are enough. */
const minReadBytes = 64 * 1024;
/** A fragmented file, or one that begins with zeros, is read on in steps that grow to this. */
const maxReadBytes = 1024 * 1024;

/**
 * Checks a file that is already stored, by reading the heads of its boxes and its index. The verdict is the one that
 * `mediaReader` comes to. Rejects only if `read` does.
 */
export const inspectMedia = async (size: number, read: ReadRange): Promise<MediaVerdict> => {
  const reading = readMedia();
  let window: Uint8Array = new Uint8Array(0);
  let windowAt = 0;
  let readBytes = minReadBytes;
  let state = reading.next();
  while (!state.done) {
    const { at, length } = state.value;
    const from = Math.min(at, size);
    const to = Math.min(at + length, size);
    if (from < to && to > windowAt + window.length) {
      const goesOn = from <= windowAt + window.length;
      readBytes = goesOn && window.length > 0 ? Math.min(readBytes * 2, maxReadBytes) : minReadBytes;
      window = await read(from, Math.min(Math.max(to - from, readBytes), size - from));
      windowAt = from;
    }
    state = reading.next({ bytes: window.subarray(from - windowAt, to - windowAt), size });
  }
  return state.value;
};
