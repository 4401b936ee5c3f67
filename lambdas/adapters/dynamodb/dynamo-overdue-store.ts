import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { table } from '../../contract/table.ts';
import type { Recovery } from '../../domain/recovery/recovery.ts';
import type { Delivery } from '../../domain/task/delivery.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Millis } from '../../domain/task/time.ts';
import type { OverdueItem, OverdueStore } from '../../domain/tracking/overdue-store.ts';
import { type Item, leaseShardNames, recordOf, sortKeys } from './dynamo-items.ts';

const { partitionKey, sortKey, indexes } = table;
const pageSize = 100;

/** Reads the sparse index of leases, shard by shard, and each item as it is now. */
export class DynamoOverdueStore implements OverdueStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;
  readonly #random: () => number;

  constructor(client: DynamoDBDocumentClient, tableName: string, random: () => number = Math.random) {
    this.#client = client;
    this.#tableName = tableName;
    this.#random = random;
  }

  async count(): Promise<number> {
    const counts = await Promise.all(leaseShardNames.map((shard) => this.#countShard(shard)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async #countShard(shard: string): Promise<number> {
    let count = 0;
    let start: Item | undefined;
    do {
      const { Count = 0, LastEvaluatedKey } = await this.#client.send(
        new QueryCommand({
          TableName: this.#tableName,
          IndexName: indexes.lease.name,
          Select: 'COUNT',
          KeyConditionExpression: '#shard = :shard',
          ExpressionAttributeNames: { '#shard': indexes.lease.partitionKey },
          ExpressionAttributeValues: { ':shard': shard },
          ExclusiveStartKey: start,
        }),
      );
      count += Count;
      start = LastEvaluatedKey;
    } while (start);
    return count;
  }

  /** Begins at a shard drawn by chance, so that none waits for ever behind a full one. */
  async *find(before: Millis, limit: number): AsyncGenerator<OverdueItem> {
    const first = Math.floor(this.#random() * leaseShardNames.length);
    let left = limit;
    for (const shard of [...leaseShardNames.slice(first), ...leaseShardNames.slice(0, first)]) {
      for await (const key of this.#keys(shard, before)) {
        if (left === 0) return;
        const item = await this.#read(key, before);
        if (!item) continue;
        left -= 1;
        yield item;
      }
    }
  }

  async *#keys(shard: string, before: Millis): AsyncGenerator<Item> {
    let start: Item | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await this.#client.send(
        new QueryCommand({
          TableName: this.#tableName,
          IndexName: indexes.lease.name,
          KeyConditionExpression: '#shard = :shard AND #until < :before',
          ExpressionAttributeNames: { '#shard': indexes.lease.partitionKey, '#until': indexes.lease.sortKey },
          ExpressionAttributeValues: { ':shard': shard, ':before': before },
          Limit: pageSize,
          ExclusiveStartKey: start,
        }),
      );
      yield* Items;
      start = LastEvaluatedKey;
    } while (start);
  }

  /** The index lags behind the table: what was renewed or settled meanwhile is passed over. */
  async #read(key: Item, before: Millis): Promise<OverdueItem | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({
        TableName: this.#tableName,
        Key: { [partitionKey]: key[partitionKey], [sortKey]: key[sortKey] },
        ConsistentRead: true,
      }),
    );
    if (!Item || !(Item[indexes.lease.sortKey] < before)) return undefined;
    if (Item[sortKey] === sortKeys.task) return { kind: 'task', task: recordOf<Task>(Item) };
    return Item[sortKey] === sortKeys.recovery
      ? { kind: 'recovery', recovery: recordOf<Recovery>(Item) }
      : { kind: 'delivery', delivery: recordOf<Delivery>(Item) };
  }
}
