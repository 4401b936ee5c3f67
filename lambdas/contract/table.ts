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

/**
 * The item that says for which owner a caller acts, in its attribute `owner`. A caller is an API key or an IAM principal, by its
 * id. Most have no item, and own their tasks themselves.
 */
export const callerItemKey = (callerId: string): Readonly<Record<string, string>> => ({
  [table.partitionKey]: `CALLER#${callerId}`,
  [table.sortKey]: 'CALLER',
});

/** Names that an owner may be given: they stand in keys of the table, where `#` parts them, and of videos, where `/` does. */
export const ownerName = /^[A-Za-z0-9_-]{1,64}$/;

/** How many partitions the lease index is spread over: one takes 1,000 writes a second, a polled task makes two a minute. */
export const leaseShards = 16;
