import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { AbstractLevel } from 'abstract-level';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../../../../lib/local/cloud/cloud.ts';
import { writeTinyAssembly } from '../../../../support/tiny-assembly.ts';

let cloud: LocalCloud;
beforeAll(async () => {
  cloud = await startLocalCloud({ assembly: await writeTinyAssembly({}) });
});
afterAll(() => cloud?.close());

it('closes every iterator of a query, whether read to its end or cut off by its limit', async () => {
  const TableName = cloud.tableName;
  for (const pk of ['a', 'b', 'c']) {
    const Item = { pk: { S: pk }, color: { S: 'red' }, size: { N: '1' } };
    await cloud.dynamo.send(new PutItemCommand({ TableName, Item }));
  }
  const opened = vi.spyOn(AbstractLevel.prototype, 'attachResource');
  const closed = vi.spyOn(AbstractLevel.prototype, 'detachResource');
  const query = (Limit?: number) =>
    cloud.dynamo.send(
      new QueryCommand({
        TableName,
        IndexName: 'byColor',
        KeyConditionExpression: 'color = :c',
        ExpressionAttributeValues: { ':c': { S: 'red' } },
        ...(Limit !== undefined && { Limit }),
      }),
    );
  expect((await query()).Count).toBe(3);
  expect((await query(1)).Count).toBe(1);
  expect(opened.mock.calls.length).toBeGreaterThan(0);
  await expect.poll(() => opened.mock.calls.length - closed.mock.calls.length).toBe(0);
});
