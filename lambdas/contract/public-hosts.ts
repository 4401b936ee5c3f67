/** Ports of hosts that are not ours. 80 never, and no other: a request that we can be talked into must not reach an internal service's port. */
export const allowedPorts: readonly number[] = [443, 8443];

/**
 * Names that never mean a public host: special-use domains (RFC 6761, 6762, 7686, 8375, 9476), ICANN's `internal`, and
 * those that ICANN keeps from delegation because networks use them privately.
 */
export const specialDomains =
  /(^|\.)(localhost|localdomain|local|internal|intranet|lan|home|corp|mail|private|home\.arpa|onion|alt|invalid|test)$/;
