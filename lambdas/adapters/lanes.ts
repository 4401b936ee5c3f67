const mega = 1024 * 1024;

/** How many connections read a source at once. */
export interface LaneSettings {
  /** Connections at once, at most. */
  readonly most: number;
  /** Parts in memory at once. */
  readonly buffers: number;
  /** How often a single connection's rate is looked at. */
  readonly watchMillis: number;
  /** Faster than this, in bytes a second, one connection is left alone: then the processor is the limit, not the wire. */
  readonly fast: number;
  /** Slower than this, a part would not come within a function's life if it had to share the line. */
  readonly slow: number;
}

/** 6 parts being read and 2 being sent, 8 MiB each: 64 MiB. Far sources give some 26 MB/s a connection. */
export const laneSettings: LaneSettings = {
  most: 6,
  buffers: 8,
  watchMillis: 300,
  fast: 50 * mega,
  slow: mega / 4,
};

/** Whether more connections would help one that reads `rate` bytes a second, and the link bears their requests. */
export const worthSpreading = (
  settings: LaneSettings,
  seen: { readonly rate: number; readonly partsLeft: number; readonly requestLimit: number },
): boolean =>
  seen.rate > settings.slow &&
  seen.rate < settings.fast &&
  seen.partsLeft > 1 &&
  // Every part is a request; half of the limit is kept for what goes wrong.
  seen.partsLeft < seen.requestLimit / 2;
