const mebi = 1024 * 1024;

/** What decides how a file that is copied in parts is read. */
export interface CopyStrategySettings {
  /** Connections to the source at once, at most. */
  readonly connections: number;
  /** Parts in memory at once. */
  readonly buffers: number;
  /** Bytes a second of one connection from which on one is enough: the processor is the limit then. */
  readonly fast: number;
  /** Sources start with a burst: a fast one is measured once more after this time. */
  readonly recheckMillis: number;
  /** Below this rate, in bytes a second, several connections sharing the line might bring no part within a turn. */
  readonly slow: number;
}

/** Far sources give some 26 MB/s a connection. A buffer for each is read into or sent: 8 × 5 MiB = 40 MiB. */
export const copyStrategySettings: CopyStrategySettings = {
  connections: 8,
  buffers: 8,
  fast: 50 * mebi,
  recheckMillis: 2_000,
  slow: mebi / 4,
};

/**
 * `whole`: one connection, and one request to S3, which gets the bytes as they come. `stream`: the same in large
 * parts, so that not all has to be sent again. `connections`: `count` connections, each of which reads small parts
 * into memory, so that all can be hashed in their order.
 */
export type CopyStrategy =
  | { readonly kind: 'whole' }
  | { readonly kind: 'stream' }
  | { readonly kind: 'connections'; readonly count: number };

/** What S3 takes in one request, and the parts that it makes an object of. */
const maxWholeBytes = 5 * 1024 * mebi;
const maxParts = 10_000;

export const chooseStrategy = (
  settings: CopyStrategySettings,
  seen: {
    /** Bytes a second of the first connection. */
    readonly rate: number;
    /** Bytes still to be read; infinite if the source does not say its length. */
    readonly bytesLeft: number;
    /** Size of a small part. */
    readonly partBytes: number;
    readonly resumable: boolean;
    /** Requests that the link allows. */
    readonly requestLimit: number;
    readonly millisLeft: number;
    /** A later turn may have to go on with the copy, or this turn does. */
    readonly inParts: boolean;
  },
): CopyStrategy => {
  const partsLeft = Math.ceil(seen.bytesLeft / seen.partBytes);
  if (!Number.isFinite(partsLeft)) return { kind: 'connections', count: 1 };
  // Within half of the time left: a file that is not whole by the end of the turn is lost.
  const inTime = (seen.bytesLeft / seen.rate) * 1000 < seen.millisLeft / 2;
  const whole = !seen.inParts && inTime && seen.bytesLeft + seen.partBytes <= maxWholeBytes;
  const single: CopyStrategy = { kind: whole ? 'whole' : 'stream' };
  if (!seen.resumable || seen.rate >= settings.fast || partsLeft >= maxParts) return single;
  if (seen.rate < settings.slow) return { kind: 'connections', count: 1 };
  // Every part is a request; half of what the link allows is kept for retries.
  if (partsLeft > seen.requestLimit / 2) return single;
  return { kind: 'connections', count: Math.max(1, Math.min(settings.connections, partsLeft)) };
};

export const singleConnection: CopyStrategy = { kind: 'connections', count: 1 };
