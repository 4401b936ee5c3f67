import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { callerItemKey } from '../../contract/table.ts';
import type { Owners } from '../../domain/task/owners.ts';
import { type Clock, type Millis, minute } from '../../domain/task/time.ts';

/** How long an answer is used again, in which a new name may go unnoticed. */
export const ownerLife = 5 * minute;
/** With IAM, any number of principals may call. */
const maxRemembered = 1_000;

/** Owners from the tasks' table, where a caller has an item only if it acts for another owner than itself. */
export class DynamoOwners implements Owners {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;
  readonly #clock: Clock;
  readonly #known = new Map<string, { readonly owner: Promise<string>; readonly until: Millis }>();

  constructor(client: DynamoDBDocumentClient, tableName: string, clock: Clock) {
    this.#client = client;
    this.#tableName = tableName;
    this.#clock = clock;
  }

  of(callerId: string): Promise<string> {
    const known = this.#known.get(callerId);
    const now = this.#clock.now();
    if (known && now < known.until) return known.owner;
    if (this.#known.size >= maxRemembered) this.#known.clear();
    const owner = this.#read(callerId);
    this.#known.set(callerId, { owner, until: now + ownerLife });
    // Without its owner a request fails, and the next one reads again.
    owner.catch(() => this.#known.delete(callerId));
    return owner;
  }

  async #read(callerId: string): Promise<string> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#tableName, Key: callerItemKey(callerId), ConsistentRead: true }),
    );
    return typeof Item?.owner === 'string' ? Item.owner : callerId;
  }
}
