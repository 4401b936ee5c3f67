import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { table } from '../../lambdas/contract/table.ts';

const { partitionKey, sortKey, indexes } = table;

/** The table as the contract names it, for adapters' tests. What is deployed is asserted in the template's tests. */
export const tableDefinition = (TableName: string): CreateTableCommandInput => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: partitionKey, AttributeType: 'S' },
    { AttributeName: sortKey, AttributeType: 'S' },
    { AttributeName: indexes.lease.partitionKey, AttributeType: 'S' },
    { AttributeName: indexes.lease.sortKey, AttributeType: 'N' },
    { AttributeName: indexes.owner.partitionKey, AttributeType: 'S' },
    { AttributeName: indexes.owner.sortKey, AttributeType: 'S' },
    { AttributeName: indexes.status.partitionKey, AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: partitionKey, KeyType: 'HASH' },
    { AttributeName: sortKey, KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    { ...index(indexes.lease), Projection: { ProjectionType: 'KEYS_ONLY' } },
    {
      ...index(indexes.owner),
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...table.listed] },
    },
    {
      ...index(indexes.status),
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...table.listed] },
    },
  ],
});

const index = ({ name, partitionKey, sortKey }: { name: string; partitionKey: string; sortKey: string }) => ({
  IndexName: name,
  KeySchema: [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    { AttributeName: sortKey, KeyType: 'RANGE' as const },
  ],
});
