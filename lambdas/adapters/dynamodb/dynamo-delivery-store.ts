import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { table } from '../../contract/table.ts';
import type { Delivery, DeliveryAttempt, DeliveryKey } from '../../domain/task/delivery.ts';
import type {
  DeliveryChange,
  DeliveryPage,
  DeliveryStore,
  ListQuery,
} from '../../domain/task/delivery-store.ts';
import type { TaskKey } from '../../domain/task/task.ts';
import type { ChangeResult, PageKey } from '../../domain/task/task-store.ts';
import { iso, type Millis } from '../../domain/task/time.ts';
import {
  attemptItem,
  deliveryItem,
  deliveryItemKey,
  deliveryKeyOf,
  type Item,
  listDeliveries,
  partition,
  recordOf,
  sortKeys,
} from './dynamo-items.ts';
import { fencedUpdate } from './dynamo-update.ts';

const { partitionKey, sortKey, indexes } = table;

const endOfTime: Millis = Date.UTC(9999, 0);

/** The part of the index that a query means. */
const listed = ({ owner, state, beside, since = 0, until = endOfTime }: ListQuery) => ({
  IndexName: indexes.status.name,
  KeyConditionExpression: '#list = :list AND #at BETWEEN :since AND :until',
  ExpressionAttributeNames: { '#list': indexes.status.partitionKey, '#at': indexes.status.sortKey },
  ExpressionAttributeValues: {
    ':list': listDeliveries(owner, state, beside),
    ':since': iso(since),
    ':until': `${iso(until)}~`, // After every key of that millisecond.
  },
});

/** Deliveries and attempts in DynamoDB, in their task's partition. */
export class DynamoDeliveryStore implements DeliveryStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;

  constructor(client: DynamoDBDocumentClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async add(delivery: Delivery): Promise<'added' | 'exists'> {
    try {
      await this.#client.send(
        new PutCommand({
          TableName: this.#tableName,
          Item: deliveryItem(delivery),
          ConditionExpression: 'attribute_not_exists(#pk)',
          ExpressionAttributeNames: { '#pk': partitionKey },
        }),
      );
      return 'added';
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return 'exists';
      throw error;
    }
  }

  async find(key: DeliveryKey): Promise<Delivery | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#tableName, Key: deliveryItemKey(key), ConsistentRead: true }),
    );
    return Item && recordOf<Delivery>(Item);
  }

  change(
    delivery: DeliveryKey & Pick<Delivery, 'restart' | 'beside'>,
    change: DeliveryChange,
  ): Promise<ChangeResult> {
    return fencedUpdate(this.#client, {
      tableName: this.#tableName,
      key: deliveryItemKey(delivery),
      change: {
        ...(change.restart === undefined ? { strikes: 0 } : {}),
        ...change,
        ...(change.state === undefined
          ? {}
          : { [indexes.status.partitionKey]: listDeliveries(delivery.owner, change.state, delivery.beside) }),
      },
      expected: { restart: delivery.restart, state: 'pending' },
    });
  }

  async unlist(key: DeliveryKey): Promise<void> {
    await this.#client.send(
      new UpdateCommand({
        TableName: this.#tableName,
        Key: deliveryItemKey(key),
        UpdateExpression: 'REMOVE #list',
        ConditionExpression: 'attribute_exists(#pk)',
        ExpressionAttributeNames: { '#list': indexes.status.partitionKey, '#pk': partitionKey },
      }),
    );
  }

  async list({
    limit,
    after,
    oldestFirst,
    ...query
  }: Parameters<DeliveryStore['list']>[0]): Promise<DeliveryPage> {
    const { Items = [], LastEvaluatedKey } = await this.#client.send(
      new QueryCommand({
        TableName: this.#tableName,
        ...listed(query),
        ScanIndexForward: oldestFirst ?? false,
        Limit: limit,
        ExclusiveStartKey: after as Item | undefined,
      }),
    );
    const next = LastEvaluatedKey as PageKey | undefined;
    return {
      deliveries: Items.map((item) => deliveryKeyOf(query.owner, item)),
      ...(next ? { next } : {}),
    };
  }

  async count(query: ListQuery): Promise<number> {
    const input = { TableName: this.#tableName, ...listed(query), Select: 'COUNT' } as const;
    let count = 0;
    for await (const { Count = 0 } of paginateQuery({ client: this.#client }, input)) count += Count;
    return count;
  }

  async addAttempt(attempt: DeliveryAttempt): Promise<void> {
    await this.#client.send(new PutCommand({ TableName: this.#tableName, Item: attemptItem(attempt) }));
  }

  async attempts(key: TaskKey): Promise<readonly DeliveryAttempt[]> {
    const pages = paginateQuery(
      { client: this.#client },
      {
        TableName: this.#tableName,
        KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
        ExpressionAttributeNames: { '#pk': partitionKey, '#sk': sortKey },
        ExpressionAttributeValues: { ':pk': partition(key), ':prefix': sortKeys.attempts },
        ConsistentRead: true,
      },
    );
    const attempts: DeliveryAttempt[] = [];
    for await (const { Items = [] } of pages)
      attempts.push(...Items.map((item) => recordOf<DeliveryAttempt>(item)));
    return attempts;
  }
}
