import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes between two collections: half a millisecond of work against four of reading at 500 MB/s. */
const collectEvery = 2 * 1024 * 1024;

/** V8's collector. Lambda's start script has `--expose-gc`, as far as seen; elsewhere a context made after that flag was set has it. */
const collector = (): NodeJS.GCFunction | undefined => {
  if (globalThis.gc) return globalThis.gc;
  setFlagsFromString('--expose-gc');
  return runInNewContext('globalThis.gc');
};

/**
 * Forces a minor GC every 2 MiB so that socket buffers do not pile up. A socket allocates a buffer for every 64 KiB outside
 * of V8's heap: V8 lets 64 MB of them pile up, and then collects the old generation too. All of them die young, and
 * collecting the young generation alone costs less than it saves.
 */
export class SocketBuffers {
  #collect: NodeJS.GCFunction | undefined;
  #bytes = 0;

  /** Counts bytes that have been received. */
  count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < collectEvery) return;
    this.#bytes = 0;
    this.#collect ??= collector();
    this.#collect?.({ type: 'minor', execution: 'sync' });
  }
}
