/** Who asks, for hosts whose guards turn down whoever does not say. */
export const userAgent = 'seedance-relay';
