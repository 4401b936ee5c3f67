import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { table } from '../../contract/table.ts';
import type { Intent, IntentKey, IntentStore } from '../../domain/creation/video-creation.ts';
import { second } from '../../domain/task/time.ts';
import type { Item } from './dynamo-items.ts';

const { partitionKey, sortKey, timeToLive } = table;

const keyOf = ({ owner, idempotencyKey }: IntentKey): Item => ({
  [partitionKey]: `INTENT#${owner}#${idempotencyKey}`,
  [sortKey]: 'INTENT',
});

/** Times by which the table deletes are in seconds. */
const intentOf = (item: Item): Intent => {
  const { [partitionKey]: _, [sortKey]: __, released: ___, writer: ____, ...intent } = item;
  return { ...intent, expiresAt: Number(item[timeToLive]) * second } as Intent;
};

/** Intents, kept in the tasks' table, each in its own partition. */
export class DynamoIntentStore implements IntentStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;

  constructor(client: DynamoDBDocumentClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async add(intent: Intent): Promise<{ kind: 'added' } | { kind: 'exists'; intent: Intent }> {
    const writer = randomUUID();
    try {
      await this.#client.send(
        new PutCommand({
          TableName: this.#tableName,
          Item: { ...intent, writer, ...keyOf(intent), [timeToLive]: Math.ceil(intent.expiresAt / second) },
          ConditionExpression: 'attribute_not_exists(#pk) OR attribute_exists(#released) OR #expires < :now',
          ExpressionAttributeNames: { '#pk': partitionKey, '#released': 'released', '#expires': timeToLive },
          ExpressionAttributeValues: { ':now': Math.floor(intent.requestedAt / second) },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return { kind: 'added' };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const found = error.Item ? unmarshall(error.Item) : await this.#find(intent);
      if (!found) throw error;
      // A write whose answer was lost is sent again by the SDK, and finds itself.
      if (found.writer === writer) return { kind: 'added' };
      return { kind: 'exists', intent: intentOf(found) };
    }
  }

  async settle(key: IntentKey, creation: NonNullable<Intent['creation']>): Promise<void> {
    await this.#set(key, 'creation', creation);
  }

  async release(key: IntentKey): Promise<void> {
    await this.#set(key, 'released', true);
  }

  async #set(key: IntentKey, name: string, value: unknown): Promise<void> {
    await this.#client.send(
      new UpdateCommand({
        TableName: this.#tableName,
        Key: keyOf(key),
        UpdateExpression: 'SET #name = :value',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':value': value },
      }),
    );
  }

  async #find(key: IntentKey): Promise<Item | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#tableName, Key: keyOf(key), ConsistentRead: true }),
    );
    return Item;
  }
}
