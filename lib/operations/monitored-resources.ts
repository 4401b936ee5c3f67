import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { FunctionName } from '../../lambdas/contract/functions.ts';
import type { Config } from '../options/config.ts';
import type { RelayMetrics } from './relay-metrics.ts';

/** What the dashboard and the alarms look at. */
export interface MonitoredResources {
  /** Of the relay, different from that of every other relay in the account. */
  readonly name: string;
  readonly config: Config;
  readonly metrics: RelayMetrics;
  readonly restApi: RestApi;
  readonly table: Table;
  readonly functions: Readonly<Record<FunctionName, IFunction>>;
  readonly logGroups: Readonly<Record<FunctionName, ILogGroup>>;
  readonly stateMachine: StateMachine;
}
