/** Names us to hosts that refuse requests without a user agent. */
export const userAgent = 'seedance-relay';
