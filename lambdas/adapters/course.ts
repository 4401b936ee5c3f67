const mebi = 1024 * 1024;

/** What decides how a file that is copied in parts is read. */
export interface CourseSettings {
  /** Connections to the source at once, at most. */
  readonly lanes: number;
  /** Parts in memory at once. */
  readonly buffers: number;
  /** A source that gives one connection so many bytes a second is read by one: there the processor is the limit. */
  readonly fast: number;
  /** One that gives less would not bring a part within a function's life, if several had to share the line. */
  readonly slow: number;
}

/** Far sources give some 26 MB/s a connection. 7 buffers of 5 MiB are 35 MiB. */
export const courseSettings: CourseSettings = { lanes: 6, buffers: 7, fast: 50 * mebi, slow: mebi / 4 };

/**
 * `stream`: one connection, whose bytes go up as they come, in large parts. `lanes`: so many connections, each of which
 * reads small parts into memory, so that all can be hashed in their order.
 */
export type Course = { readonly kind: 'stream' } | { readonly kind: 'lanes'; readonly count: number };

/** Of one object, S3's limit. */
const mostParts = 10_000;

export const chooseCourse = (
  settings: CourseSettings,
  seen: {
    /** Bytes a second of the first connection. */
    readonly rate: number;
    /** Small parts that are still to be read; infinite where the source does not tell its length. */
    readonly partsLeft: number;
    readonly resumable: boolean;
    /** Requests that the link bears. */
    readonly requestLimit: number;
  },
): Course => {
  if (!Number.isFinite(seen.partsLeft)) return { kind: 'lanes', count: 1 };
  if (!seen.resumable || seen.rate >= settings.fast || seen.partsLeft >= mostParts) return { kind: 'stream' };
  if (seen.rate < settings.slow) return { kind: 'lanes', count: 1 };
  // Every part is a request; half of what the link bears is kept for what goes wrong.
  if (seen.partsLeft > seen.requestLimit / 2) return { kind: 'stream' };
  return { kind: 'lanes', count: Math.max(1, Math.min(settings.lanes, seen.partsLeft)) };
};
