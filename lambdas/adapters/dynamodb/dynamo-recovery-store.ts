import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Recovery, RecoveryKey } from '../../domain/recovery/recovery.ts';
import type { RecoveryChange, RecoveryStore } from '../../domain/recovery/recovery-store.ts';
import type { ChangeResult } from '../../domain/task/task-store.ts';
import { recordOf, recoveryItem, recoveryItemKey } from './dynamo-items.ts';
import { fencedUpdate } from './dynamo-update.ts';

/** Jobs in DynamoDB, each in a partition of its own. */
export class DynamoRecoveryStore implements RecoveryStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;

  constructor(client: DynamoDBDocumentClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async add(recovery: Recovery): Promise<void> {
    await this.#client.send(new PutCommand({ TableName: this.#tableName, Item: recoveryItem(recovery) }));
  }

  async find(key: RecoveryKey): Promise<Recovery | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#tableName, Key: recoveryItemKey(key), ConsistentRead: true }),
    );
    return Item && recordOf<Recovery>(Item);
  }

  change(
    recovery: RecoveryKey & { readonly restart: number },
    change: RecoveryChange,
  ): Promise<ChangeResult> {
    return fencedUpdate(this.#client, {
      tableName: this.#tableName,
      key: recoveryItemKey(recovery),
      change: { ...(change.restart === undefined ? { strikes: 0 } : {}), ...change },
      expected: { restart: recovery.restart, state: 'running' },
    });
  }
}
