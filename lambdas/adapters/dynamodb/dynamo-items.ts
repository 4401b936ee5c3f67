import { createHash } from 'node:crypto';
import { leaseShards, table } from '../../contract/table.ts';
import type { Recovery, RecoveryKey } from '../../domain/recovery/recovery.ts';
import { claimLife } from '../../domain/task/deadline.ts';
import type { Delivery, DeliveryAttempt, DeliveryKey, DeliveryState } from '../../domain/task/delivery.ts';
import { isFinalEvent, type Task, type TaskKey } from '../../domain/task/task.ts';
import { idAtProvider } from '../../domain/task/task-provider.ts';
import { iso, type Millis, second } from '../../domain/task/time.ts';

/**
 * How records lie in the table. One task of one owner is one partition: its attempts, then its deliveries, then the
 * task itself, so that one query over the tail reads the task with its deliveries.
 */
export const sortKeys = {
  task: 'TASK',
  deliveries: 'DELIVERY#',
  delivery: (number: number) => `DELIVERY#${pad(number, 4)}`,
  recovery: 'RECOVERY',
  attempts: 'ATTEMPT#',
  attempt: (delivery: number, attempt: number) => `ATTEMPT#${pad(delivery, 4)}#${pad(attempt, 3)}`,
} as const;

const pad = (number: number, digits: number): string => String(number).padStart(digits, '0');

/** An item as the document client reads and writes it. */
export type Item = Record<string, unknown>;

const { partitionKey, sortKey, timeToLive, indexes } = table;

/** Owners are ids of API keys or principals, or names that operators gave: none holds a `#`. */
export const partition = ({ owner, taskId }: TaskKey): string => `TASK#${owner}#${taskId}`;

export const taskItemKey = (key: TaskKey): Item => ({
  [partitionKey]: partition(key),
  [sortKey]: sortKeys.task,
});

export const deliveryItemKey = (key: DeliveryKey): Item => ({
  [partitionKey]: partition(key),
  [sortKey]: sortKeys.delivery(key.number),
});

/** Which delivery an item of the index by state stands for. */
export const deliveryKeyOf = (owner: string, item: Item): DeliveryKey => ({
  owner,
  taskId: String(item.taskId),
  number: Number(String(item[sortKey]).slice(sortKeys.deliveries.length)),
});

/** The attributes that put an item into the lease index, or nothing. */
export const leaseAttributes = (key: Item, leaseUntil: Millis | undefined): Item =>
  leaseUntil === undefined
    ? {}
    : {
        [indexes.lease.partitionKey]: `lease-${shardOf(`${key[partitionKey]}${key[sortKey]}`)}`,
        [indexes.lease.sortKey]: leaseUntil,
      };

export const leaseShardNames: readonly string[] = Array.from({ length: leaseShards }, (_, n) => `lease-${n}`);

const shardOf = (text: string): number => (createHash('sha256').update(text).digest()[0] ?? 0) % leaseShards;

/** Newest last; two tasks of one millisecond differ by a digest, since an index key has room for 1,024 bytes. */
const listKey = (at: Millis, { taskId }: TaskKey): string =>
  `${iso(at)}#${createHash('sha256').update(taskId).digest('hex').slice(0, 16)}`;

export const listStatus = (owner: string, status: string): string => `${owner}#${status}`;

/** Deliveries are listed by state in the same index as tasks by status. What was withdrawn is not listed. */
export const listDeliveries = (owner: string, state: DeliveryState, beside = false): string | undefined =>
  state === 'withdrawn' ? undefined : `${owner}#delivery#${beside ? 'beside#' : ''}${state}`;

const timeToLiveOf = (expiresAt: Millis | undefined): Item =>
  expiresAt === undefined ? {} : { [timeToLive]: Math.ceil(expiresAt / second) };

export const taskItem = (task: Task): Item => {
  const key = taskItemKey(task);
  return {
    ...task,
    ...key,
    ...leaseAttributes(key, task.leaseUntil),
    [indexes.owner.partitionKey]: task.owner,
    [indexes.status.partitionKey]: listStatus(task.owner, task.status),
    [indexes.owner.sortKey]: listKey(task.registeredAt, task),
    ...timeToLiveOf(task.expiresAt),
  };
};

/** To whom a provider's task belongs, in a partition of its own. */
export const claimItem = (task: Task): Item => ({
  [partitionKey]: `CLAIM#${idAtProvider(task)}`,
  [sortKey]: task.provider === undefined ? 'CLAIM' : `CLAIM#${task.provider}`,
  owner: task.owner,
  ...timeToLiveOf(task.registeredAt + claimLife(task)),
});

export const deliveryItem = (delivery: Delivery): Item => {
  const key = deliveryItemKey(delivery);
  return {
    ...delivery,
    ...key,
    ...leaseAttributes(key, delivery.leaseUntil),
    [indexes.status.partitionKey]: listDeliveries(delivery.owner, delivery.state, delivery.beside),
    // Without it, the item is in no list.
    ...(isFinalEvent(delivery.event)
      ? { [indexes.status.sortKey]: listKey(delivery.requestedAt, delivery) }
      : {}),
    ...timeToLiveOf(delivery.expiresAt),
  };
};

export const recoveryItemKey = ({ owner, id }: RecoveryKey): Item => ({
  [partitionKey]: `RECOVERY#${owner}#${id}`,
  [sortKey]: sortKeys.recovery,
});

export const recoveryItem = (recovery: Recovery): Item => {
  const key = recoveryItemKey(recovery);
  return {
    ...recovery,
    ...key,
    ...leaseAttributes(key, recovery.leaseUntil),
    ...timeToLiveOf(recovery.expiresAt),
  };
};

export const attemptItem = (attempt: DeliveryAttempt): Item => ({
  ...attempt,
  [partitionKey]: partition(attempt),
  [sortKey]: sortKeys.attempt(attempt.number, attempt.attempt),
  ...timeToLiveOf(attempt.expiresAt),
});

const keyAttributes: ReadonlySet<string> = new Set([
  partitionKey,
  sortKey,
  indexes.lease.partitionKey,
  indexes.owner.partitionKey,
  indexes.owner.sortKey,
  indexes.status.partitionKey,
]);

/** The record without the attributes that only the table needs. The caller knows by the sort key what it is. */
export const recordOf = <Record>(item: Item): Record => {
  const record = Object.fromEntries(Object.entries(item).filter(([name]) => !keyAttributes.has(name)));
  if (typeof record[timeToLive] === 'number') record[timeToLive] *= second;
  return record as Record;
};
