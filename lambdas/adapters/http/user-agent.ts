/** Names us to hosts that refuse requests without a user agent. */
export const userAgent = 'seedance-relay';

/** The same in the form that crawlers use: some firewalls let nothing through that does not begin like a browser. */
export const plainUserAgent = 'Mozilla/5.0 (compatible; seedance-relay)';
