import { type IMetric, Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { table as keys } from '../../lambdas/contract/table.ts';

/** What the functions do with the table. */
const operations = ['GetItem', 'PutItem', 'Query', 'UpdateItem'] as const;

/**
 * Requests that the table or one of its indexes refused. `ReadThrottleEvents` and `WriteThrottleEvents` of the table leave its
 * indexes out; a request that any index refused counts here, once. `UpdateItem` is the busiest by far, and writes to every index:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TroubleshootingThrottling-cloudwatch.html
 */
export const throttledRequests = (
  table: Table,
  options: MetricOptions,
  of: readonly (typeof operations)[number][] = operations,
): readonly IMetric[] =>
  of.map((operation) =>
    table.metric('ThrottledRequests', {
      ...options,
      dimensionsMap: { TableName: table.tableName, Operation: operation },
    }),
  );

/** Refused reads and writes of each index, to see which one it is. */
export const indexThrottles = (table: Table, options: MetricOptions): IMetric[] =>
  Object.values(keys.indexes).flatMap(({ name }) =>
    ['ReadThrottleEvents', 'WriteThrottleEvents'].map((metric) =>
      table.metric(metric, {
        ...options,
        label: `${name} ${metric === 'ReadThrottleEvents' ? 'reads' : 'writes'}`,
        dimensionsMap: { TableName: table.tableName, GlobalSecondaryIndexName: name },
      }),
    ),
  );

/** Concurrent executions of all functions of the account and region: they share one limit. */
export const accountConcurrency = (options: MetricOptions): Metric =>
  new Metric({
    namespace: 'AWS/Lambda',
    metricName: 'ConcurrentExecutions',
    statistic: 'Maximum',
    ...options,
  });
