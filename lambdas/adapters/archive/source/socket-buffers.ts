import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes between two collections: half a millisecond of work for four of reading at 500 MB/s. */
const collectEvery = 2 * 1024 * 1024;

/** V8's collector. Lambda's start script is seen to set `--expose-gc`; elsewhere, only a context made after that flag was set has it. */
const collector = (): NodeJS.GCFunction | undefined => {
  if (globalThis.gc) return globalThis.gc;
  setFlagsFromString('--expose-gc');
  return runInNewContext('globalThis.gc');
};

/**
 * Forces a minor GC every 2 MiB so that socket buffers do not pile up. A socket makes a buffer of 64 KiB for every piece,
 * outside of the heap that V8 watches: V8 lets 64 MB of them pile up, and then goes through the old generation too. All of
 * them become garbage while they are young, and to collect the young generation alone costs less than it saves.
 */
export class SocketBuffers {
  #collect: NodeJS.GCFunction | undefined;
  #bytes = 0;

  /** Counts bytes that a socket has brought. */
  count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < collectEvery) return;
    this.#bytes = 0;
    this.#collect ??= collector();
    this.#collect?.({ type: 'minor', execution: 'sync' });
  }
}
