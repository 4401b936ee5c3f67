import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** So many bytes pass between two collections: half a millisecond of work against four of reading at 500 MB/s. */
const collectEvery = 2 * 1024 * 1024;

/** V8's collector. Lambda's start script has `--expose-gc`, as far as seen; elsewhere a context made after that flag was set has it. */
const collector = (): NodeJS.GCFunction | undefined => {
  if (globalThis.gc) return globalThis.gc;
  setFlagsFromString('--expose-gc');
  return runInNewContext('globalThis.gc');
};

/**
 * Gives back in time what the bytes of a download lay in. A socket makes a buffer for every 64 KiB, outside of the heap that
 * V8 watches: it lets 64 MB of them pile up, and then goes through the old generation too. All of them are spent while
 * they are young, and to collect the young alone costs less than what it saves.
 */
export class SocketBuffers {
  #collect: NodeJS.GCFunction | undefined;
  #bytes = 0;

  /** So many bytes have come. */
  count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < collectEvery) return;
    this.#bytes = 0;
    this.#collect ??= collector();
    this.#collect?.({ type: 'minor', execution: 'sync' });
  }
}
