import { paginateScan } from '@aws-sdk/client-dynamodb';
import { table } from '../../../lambdas/contract/table.ts';
import type { LocalCloud } from '../cloud/cloud.ts';
import { rateMillis } from '../cloud/states/schedules.ts';

/** Work that an earlier run left unfinished. */
export interface OpenWork {
  readonly taskIds: readonly string[];
  /** On the local clock: by when the sweep has found all of it. */
  readonly resumedBy: number;
}

/** Every item with a lease is a task or a delivery that still needs a step. Its key holds the task's id. */
export const openWork = async ({ dynamo, tableName, assembly, clock }: LocalCloud): Promise<OpenWork> => {
  const ids = new Set<string>();
  let last = clock.now();
  const input = { TableName: tableName, IndexName: table.indexes.lease.name };
  for await (const { Items = [] } of paginateScan({ client: dynamo }, input)) {
    for (const item of Items) {
      ids.add((item[table.partitionKey]?.S ?? '').split('#').slice(2).join('#'));
      last = Math.max(last, Number(item[table.indexes.lease.sortKey]?.N ?? 0));
    }
  }
  const [rule] = assembly.all('AWS::Events::Rule');
  const sweepMillis = rule ? rateMillis(assembly.text(rule.properties.ScheduleExpression)) : 0;
  return { taskIds: [...ids].sort(), resumedBy: last + sweepMillis };
};
