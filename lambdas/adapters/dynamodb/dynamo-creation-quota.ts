import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { table } from '../../contract/table.ts';
import { type CreationQuota, monthOf, type QuotaSpent } from '../../domain/creation/creation-quota.ts';
import { day, type Millis, second } from '../../domain/task/time.ts';
import type { Item } from './dynamo-items.ts';

const { partitionKey, sortKey, timeToLive } = table;

/** A counter for each owner and month, in the tasks' table. A write whose answer was lost is sent again, and counts twice. */
export class DynamoCreationQuota implements CreationQuota {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;
  readonly #most: number;

  constructor(client: DynamoDBDocumentClient, tableName: string, most: number) {
    this.#client = client;
    this.#tableName = tableName;
    this.#most = most;
  }

  async take(owner: string, now: Millis): Promise<{ readonly kind: 'taken' } | QuotaSpent> {
    const { endsAt } = monthOf(now);
    try {
      await this.#add(1, owner, now, 'attribute_not_exists(#count) OR #count < :most', {
        ':most': this.#most,
      });
      return { kind: 'taken' };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { kind: 'quota_spent', most: this.#most, renewsAt: endsAt };
    }
  }

  async giveBack(owner: string, takenAt: Millis): Promise<void> {
    await this.#add(-1, owner, takenAt, '#count > :none', { ':none': 0 });
  }

  async #add(change: number, owner: string, at: Millis, condition: string, values: Item): Promise<void> {
    const { name, endsAt } = monthOf(at);
    await this.#client.send(
      new UpdateCommand({
        TableName: this.#tableName,
        Key: { [partitionKey]: `QUOTA#${owner}#${name}`, [sortKey]: 'QUOTA' },
        UpdateExpression: 'ADD #count :change SET #expires = :expires',
        ConditionExpression: condition,
        ExpressionAttributeNames: { '#count': 'count', '#expires': timeToLive },
        ExpressionAttributeValues: {
          ...values,
          ':change': change,
          ':expires': Math.ceil((endsAt + 7 * day) / second),
        },
      }),
    );
  }
}
