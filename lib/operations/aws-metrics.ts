import type { IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';

/** Classes of answers that say nothing about a task and are not about the key. */
export const uselessAnswers = [
  'wrong_path',
  'unexpected',
  'server_error',
  'timeout',
  'unreachable',
  'not_json',
  'no_status',
  'unknown_status',
] as const;

/** Reads and writes that the table turned away. An index that is throttled shows as the table's. */
export const tableThrottles = (table: Table, options: MetricOptions): readonly IMetric[] => [
  table.metric('ReadThrottleEvents', { ...options, dimensionsMap: { TableName: table.tableName } }),
  table.metric('WriteThrottleEvents', { ...options, dimensionsMap: { TableName: table.tableName } }),
];
