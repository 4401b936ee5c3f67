import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { table } from '../../contract/table.ts';
import type { ChangeResult } from '../../domain/task/task-store.ts';
import { second } from '../../domain/task/time.ts';
import { type Item, leaseAttributes } from './dynamo-items.ts';

/** A change fenced by what the item must hold. */
export interface FencedUpdate {
  readonly tableName: string;
  readonly key: Item;
  /** Fields that are present and undefined are removed. */
  readonly change: Item;
  /** The value, or one of the values, that each of these attributes must have. */
  readonly expected: Readonly<Record<string, unknown | readonly unknown[]>>;
}

/**
 * Writes the change if the item is as expected. If it is not, the item is read: a write whose answer was lost and
 * that was sent again finds its own change there, and that is success, not a fence.
 * Throws what DynamoDB throws, save for a failed condition.
 */
export const fencedUpdate = async (
  client: DynamoDBDocumentClient,
  update: FencedUpdate,
): Promise<ChangeResult> => {
  const change = withTableAttributes(update.key, update.change);
  try {
    await client.send(new UpdateCommand(expression(update, change)));
    return 'changed';
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
  const { Item: found } = await client.send(
    new GetCommand({ TableName: update.tableName, Key: update.key, ConsistentRead: true }),
  );
  return found !== undefined && holds(found, change, update) ? 'changed' : 'superseded';
};

const withTableAttributes = (key: Item, { expiresAt, ...change }: Item): Item => ({
  ...change,
  ...('leaseUntil' in change
    ? {
        [table.indexes.lease.partitionKey]: undefined,
        ...leaseAttributes(key, change.leaseUntil as number | undefined),
      }
    : {}),
  ...(expiresAt === undefined ? {} : { [table.timeToLive]: Math.ceil((expiresAt as number) / second) }),
});

const expression = ({ tableName, key, expected }: FencedUpdate, change: Item) => {
  const names: Record<string, string> = {};
  const values: Item = {};
  const name = (attribute: string): string => {
    names[`#${attribute}`] = attribute;
    return `#${attribute}`;
  };
  const value = (label: string, content: unknown): string => {
    values[`:${label}`] = content;
    return `:${label}`;
  };
  const entries = Object.entries(change);
  const sets = entries
    .filter(([, content]) => content !== undefined)
    .map(([attribute, content]) => `${name(attribute)} = ${value(attribute, content)}`);
  const removes = entries
    .filter(([, content]) => content === undefined)
    .map(([attribute]) => name(attribute));
  const conditions = Object.entries(expected).map(([attribute, allowed]) => {
    const options = Array.isArray(allowed) ? allowed : [allowed];
    const list = options.map((option, n) => value(`was_${attribute}_${n}`, option)).join(', ');
    return `${name(attribute)} IN (${list})`;
  });
  return {
    TableName: tableName,
    Key: key,
    UpdateExpression: [
      sets.length > 0 ? `SET ${sets.join(', ')}` : '',
      removes.length > 0 ? `REMOVE ${removes.join(', ')}` : '',
    ].join(' '),
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
};

/** Whether the item is what the change would have made of it, by the same holder. */
const holds = (found: Item, change: Item, { expected }: FencedUpdate): boolean => {
  const wanted = { restart: expected.restart, ...change };
  return Object.entries(wanted).every(([attribute, content]) =>
    isDeepStrictEqual(normal(found[attribute]), normal(content)),
  );
};

/** Without the undefined fields, which the table does not keep. */
const normal = (content: unknown): unknown =>
  content === undefined ? undefined : JSON.parse(JSON.stringify(content));
