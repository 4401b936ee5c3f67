import { setTimeout as delay } from 'node:timers/promises';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { table } from '../../../lambdas/contract/table.ts';
import type { LocalCloud } from '../cloud/cloud.ts';
import type { ChaosEnvironment } from './chaos-environment.ts';

/** Real milliseconds between two looks. */
const everyMillis = 250;
/** Consecutive looks that must find nothing to do: an execution may just be about to start. */
const looks = 3;

const openLeases = async ({ dynamo, tableName }: LocalCloud): Promise<number> => {
  const { Count = 0 } = await dynamo.send(
    new ScanCommand({ TableName: tableName, IndexName: table.indexes.lease.name, Select: 'COUNT' }),
  );
  return Count;
};

/** Waits until no execution runs and no lease is open, or until `until` on the run's clock. Returns whether it became idle. */
export const untilIdle = async (
  environment: ChaosEnvironment,
  until: number,
  onLook: (open: number) => void,
): Promise<boolean> => {
  for (let found = 0; found < looks; ) {
    if (environment.clock.now() > until) return false;
    const cloud = await environment.cloud();
    const running = cloud.executions.list('RUNNING').length;
    // The local cloud may be restarting.
    const open = running > 0 ? running : await openLeases(cloud).catch(() => 1);
    onLook(open);
    found = open === 0 ? found + 1 : 0;
    await delay(everyMillis);
  }
  return true;
};
