/** The table's keys and indexes. One task of one owner is one partition. */
export const table = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Seconds since the epoch after which the item may be deleted. */
  timeToLive: 'expiresAt',
  indexes: {
    /** Sparse: every item that still needs a step, by when the next act must have happened. Keys only. */
    lease: { name: 'byLease', partitionKey: 'leaseShard', sortKey: 'leaseUntil' },
    /** An owner's tasks, newest last. Holds `listed` only, so that polling never writes to it. */
    owner: { name: 'byOwner', partitionKey: 'listOwner', sortKey: 'listKey' },
    /** The same for one status. */
    status: { name: 'byOwnerAndStatus', partitionKey: 'listStatus', sortKey: 'listKey' },
  },
  /** The attributes that lists show. */
  listed: ['taskId', 'status', 'registeredAt', 'createdAt', 'finishedAt', 'model', 'error', 'serviceTier'],
} as const;

/** How many partitions the lease index is spread over: one takes 1,000 writes a second, a polled task makes two a minute. */
export const leaseShards = 16;
