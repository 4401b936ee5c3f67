import type { CopyConstraints } from './copy-constraints.ts';

const mebi = 1024 * 1024;

/** Limits that decide how a file above `singleBytes` is read and sent. */
export interface CopyStrategySettings {
  /** Connections to the source at once, at most. */
  readonly connections: number;
  /** Parts in memory at once. */
  readonly buffers: number;
  /** Bytes a second from which one connection is enough, because the processor is the limit then. */
  readonly fast: number;
  /** Sources begin with a burst: the rate of a fast one is checked again this long after its beginning. */
  readonly checkMillis: number;
  /** Bytes a second below which sharing the line would keep a part from arriving within a function's life. */
  readonly slow: number;
}

/** Far sources give some 26 MB/s a connection. A buffer for each is read into or sent: 8 × 5 MiB = 40 MiB. */
export const copyStrategySettings: CopyStrategySettings = {
  connections: 8,
  buffers: 8,
  fast: 50 * mebi,
  checkMillis: 2_000,
  slow: mebi / 4,
};

/**
 * `whole`: one connection, and one request to the store, which gets the bytes as they come. `stream`: the same in large
 * parts, so that a broken one is all that has to be sent again. `connections`: that many connections, each of which reads
 * small parts into memory, so that they can be hashed in order.
 */
export type CopyStrategy =
  | { readonly kind: 'whole' }
  | { readonly kind: 'stream' }
  | { readonly kind: 'connections'; readonly count: number };

/** The largest object that S3 takes in one request, and the most parts of an upload. */
const maxWholeBytes = 5 * 1024 * mebi;
const maxParts = 10_000;

export const oneConnection: CopyStrategy = { kind: 'connections', count: 1 };

export const chooseStrategy = (
  settings: CopyStrategySettings,
  seen: {
    /** Bytes a second of the first connection. */
    readonly rate: number;
    /** What is still to be read; infinite if the source does not say its length. */
    readonly bytesLeft: number;
    /** Size of a small part. */
    readonly partBytes: number;
    readonly resumable: boolean;
    /** Requests that the link allows. */
    readonly requestLimit: number;
    readonly millisLeft: number;
    /** The copy must be resumable, or is being resumed. */
    readonly inParts: boolean;
  },
): CopyStrategy => {
  const partsLeft = Math.ceil(seen.bytesLeft / seen.partBytes);
  if (!Number.isFinite(partsLeft)) return { kind: 'connections', count: 1 };
  // Within half of the time left: what is not whole by then is lost.
  const inTime = (seen.bytesLeft / seen.rate) * 1000 < seen.millisLeft / 2;
  const whole = !seen.inParts && inTime && seen.bytesLeft + seen.partBytes <= maxWholeBytes;
  const single: CopyStrategy = { kind: whole ? 'whole' : 'stream' };
  if (!seen.resumable || seen.rate >= settings.fast || partsLeft >= maxParts) return single;
  if (seen.rate < settings.slow) return { kind: 'connections', count: 1 };
  // Every part is a request; half of what the link allows is kept for what goes wrong.
  if (partsLeft > seen.requestLimit / 2) return single;
  return { kind: 'connections', count: Math.max(1, Math.min(settings.connections, partsLeft)) };
};

/** The strategy for a source that gives `rate` bytes a second, within what earlier starts of the copy have shown. */
export const withConstraints = (
  { connections }: CopyConstraints,
  { fast }: CopyStrategySettings,
  rate: number,
  choose: (rate: number) => CopyStrategy,
): CopyStrategy => {
  const chosen = choose(connections === 'several' ? Math.min(rate, fast / 2) : rate);
  return connections === 'one' && chosen.kind === 'connections' ? oneConnection : chosen;
};
