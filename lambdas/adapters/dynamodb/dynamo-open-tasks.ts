import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { table } from '../../contract/table.ts';
import { openStatuses } from '../../domain/task/task.ts';
import { type Clock, type Millis, minute, second } from '../../domain/task/time.ts';
import type { OpenTasks } from '../../domain/tracking/open-tasks.ts';
import { type Item, listStatus } from './dynamo-items.ts';

/** How long a count is used, in which other processes' tasks are not seen and may go beyond the limit. */
const countLife = minute;
/** An owner at its limit is soon counted again, to go on as soon as tasks have ended. */
const fullLife = 10 * second;
const maxRemembered = 1_000;

const { partitionKey, name: indexName } = table.indexes.status;

interface Count {
  readonly open: Promise<{ number: number }>;
  until: Millis;
}

/** Open tasks, counted in the index of statuses once a minute for each owner that registers: no write has to keep a counter. */
export class DynamoOpenTasks implements OpenTasks {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;
  readonly #clock: Clock;
  readonly #most: number;
  readonly #counts = new Map<string, Count>();

  constructor(client: DynamoDBDocumentClient, tableName: string, clock: Clock, most: number) {
    this.#client = client;
    this.#tableName = tableName;
    this.#clock = clock;
    this.#most = most;
  }

  async admit(owner: string): Promise<boolean> {
    const open = await this.#count(owner);
    if (open.number >= this.#most) return false;
    open.number += 1;
    return true;
  }

  #count(owner: string): Promise<{ number: number }> {
    const known = this.#counts.get(owner);
    const now = this.#clock.now();
    if (known && now < known.until) return known.open;
    if (this.#counts.size >= maxRemembered) this.#counts.clear();
    const count: Count = { open: this.#read(owner), until: now + countLife };
    this.#counts.set(owner, count);
    count.open.then(
      ({ number }) => {
        if (number >= this.#most) count.until = now + fullLife;
      },
      () => this.#counts.delete(owner),
    );
    return count.open;
  }

  async #read(owner: string): Promise<{ number: number }> {
    const numbers = await Promise.all(openStatuses.map((status) => this.#ofStatus(owner, status)));
    return { number: numbers.reduce((sum, number) => sum + number, 0) };
  }

  /** No further than the limit. */
  async #ofStatus(owner: string, status: string): Promise<number> {
    let number = 0;
    let after: Item | undefined;
    do {
      const { Count = 0, LastEvaluatedKey } = await this.#client.send(
        new QueryCommand({
          TableName: this.#tableName,
          IndexName: indexName,
          KeyConditionExpression: '#key = :key',
          ExpressionAttributeNames: { '#key': partitionKey },
          ExpressionAttributeValues: { ':key': listStatus(owner, status) },
          Select: 'COUNT',
          ExclusiveStartKey: after,
        }),
      );
      number += Count;
      after = LastEvaluatedKey;
    } while (after !== undefined && number < this.#most);
    return number;
  }
}
