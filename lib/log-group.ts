import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { RelayContext } from './relay-context.ts';

/** Where something logs to. Logs go when the relay goes: what must last is in the records. */
export const logGroup = (scope: Construct, id: string, { config, key }: RelayContext): LogGroup =>
  new LogGroup(scope, id, {
    retention: config.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
    ...(key ? { encryptionKey: key } : {}),
  });
