const mebi = 1024 * 1024;

/** What decides how a file that is copied in parts is read. */
export interface CopyStrategySettings {
  /** Connections to the source at once, at most. */
  readonly connections: number;
  /** Parts in memory at once. */
  readonly buffers: number;
  /** A source that gives one connection so many bytes a second is read by one: there the processor is the limit. */
  readonly fast: number;
  /** Sources begin with a burst: so long after its beginning, one that was fast is judged once more. */
  readonly judgeMillis: number;
  /** One that gives less would not bring a part within a function's life, if several had to share the line. */
  readonly slow: number;
}

/** Far sources give some 26 MB/s a connection. A buffer for each is read into or sent: 8 × 5 MiB = 40 MiB. */
export const copyStrategySettings: CopyStrategySettings = {
  connections: 8,
  buffers: 8,
  fast: 50 * mebi,
  judgeMillis: 2_000,
  slow: mebi / 4,
};

/**
 * `whole`: one connection, and one request to the store, which gets the bytes as they come. `stream`: the same in large
 * parts, so that not all has to be sent again. `lanes`: so many connections, each of which reads small parts into
 * memory, so that all can be hashed in their order.
 */
export type CopyStrategy =
  | { readonly kind: 'whole' }
  | { readonly kind: 'stream' }
  | { readonly kind: 'lanes'; readonly count: number };

/** What S3 takes in one request, and the parts that it makes an object of. */
const maxWholeBytes = 5 * 1024 * mebi;
const maxParts = 10_000;

export const chooseStrategy = (
  settings: CopyStrategySettings,
  seen: {
    /** Bytes a second of the first connection. */
    readonly rate: number;
    /** What is still to be read; infinite where the source does not tell its length. */
    readonly bytesLeft: number;
    /** Of a small part. */
    readonly partBytes: number;
    readonly resumable: boolean;
    /** Requests that the link bears. */
    readonly requestLimit: number;
    readonly millisLeft: number;
    /** The copy may have to be gone on with, or is one that is. */
    readonly inParts: boolean;
  },
): CopyStrategy => {
  const partsLeft = Math.ceil(seen.bytesLeft / seen.partBytes);
  if (!Number.isFinite(partsLeft)) return { kind: 'lanes', count: 1 };
  // Half of the time that there is: what is not whole by then is lost.
  const inTime = (seen.bytesLeft / seen.rate) * 1000 < seen.millisLeft / 2;
  const whole = !seen.inParts && inTime && seen.bytesLeft + seen.partBytes <= maxWholeBytes;
  const single: CopyStrategy = { kind: whole ? 'whole' : 'stream' };
  if (!seen.resumable || seen.rate >= settings.fast || partsLeft >= maxParts) return single;
  if (seen.rate < settings.slow) return { kind: 'lanes', count: 1 };
  // Every part is a request; half of what the link bears is kept for what goes wrong.
  if (partsLeft > seen.requestLimit / 2) return single;
  return { kind: 'lanes', count: Math.max(1, Math.min(settings.connections, partsLeft)) };
};
