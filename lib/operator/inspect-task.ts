import type { SFNClient } from '@aws-sdk/client-sfn';
import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { type DynamoDBDocumentClient, paginateQuery, paginateScan } from '@aws-sdk/lib-dynamodb';
import { table as keys } from '../../lambdas/contract/table.ts';
import type { ExecutionInput } from '../../lambdas/contract/workflow.ts';

export interface InspectDeps {
  readonly documents: DynamoDBDocumentClient;
  readonly states: SFNClient;
  readonly tableName: string;
  readonly stateMachineArn: string;
  readonly executionName: (input: ExecutionInput) => string;
}

type Item = Readonly<Record<string, unknown>>;

export interface InspectedExecution {
  readonly executionArn: string;
  /** Of Step Functions; `NOT_FOUND` if it never started, or ended over 90 days ago. */
  readonly status: string;
}

/** All that is stored about one task of one owner. */
export interface InspectedTask {
  readonly owner: string;
  readonly task: Item;
  readonly deliveries: readonly Item[];
  readonly attempts: readonly Item[];
  readonly executions: readonly InspectedExecution[];
}

/** The owners that track a task of this id. Reads the whole index of owners, which holds a few hundred bytes a task. */
const ownersOf = async (
  { documents, tableName }: InspectDeps,
  taskId: string,
): Promise<readonly string[]> => {
  const { name, partitionKey } = keys.indexes.owner;
  const pages = paginateScan(
    { client: documents },
    {
      TableName: tableName,
      IndexName: name,
      FilterExpression: 'taskId = :taskId',
      ExpressionAttributeValues: { ':taskId': taskId },
    },
  );
  const owners: string[] = [];
  for await (const { Items = [] } of pages) owners.push(...Items.map((item) => String(item[partitionKey])));
  return owners;
};

const itemsOf = async (
  { documents, tableName }: InspectDeps,
  partition: string,
): Promise<readonly Item[]> => {
  const pages = paginateQuery(
    { client: documents },
    {
      TableName: tableName,
      ConsistentRead: true,
      KeyConditionExpression: `${keys.partitionKey} = :partition`,
      ExpressionAttributeValues: { ':partition': partition },
    },
  );
  const items: Item[] = [];
  for await (const { Items = [] } of pages) items.push(...Items);
  return items;
};

const described = async (deps: InspectDeps, input: ExecutionInput): Promise<InspectedExecution> => {
  const machine = deps.stateMachineArn.replace(':stateMachine:', ':execution:');
  const executionArn = `${machine}:${deps.executionName(input)}`;
  try {
    const { status = '' } = await deps.states.send(new DescribeExecutionCommand({ executionArn }));
    return { executionArn, status };
  } catch (error) {
    if ((error as Error).name !== 'ExecutionDoesNotExist') throw error;
    return { executionArn, status: 'NOT_FOUND' };
  }
};

/** A signed link opens the file to everybody who reads it: what follows the path is left out. */
const withoutSignature = (item: Item): Item =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      typeof value === 'string' && /^https?:/.test(value) ? value.replace(/\?.*$/s, '?…') : value,
    ]),
  );

/** Everything about a task, without its owner's key: one entry for each owner that tracks it. */
export const inspectTask = async (
  deps: InspectDeps,
  taskId: string,
  knownOwner?: string,
): Promise<readonly InspectedTask[]> => {
  const owners = knownOwner === undefined ? await ownersOf(deps, taskId) : [knownOwner];
  const found: InspectedTask[] = [];
  for (const owner of owners) {
    const items = await itemsOf(deps, `TASK#${owner}#${taskId}`);
    const of = (prefix: string) =>
      items.filter((item) => String(item[keys.sortKey]).startsWith(prefix)).map(withoutSignature);
    const [task] = of('TASK');
    if (!task) continue;
    const deliveries = of('DELIVERY#');
    const inputs: readonly ExecutionInput[] = [
      { owner, taskId, restart: Number(task.restart) },
      ...deliveries.map((one) => ({
        ...{ owner, taskId, restart: Number(one.restart) },
        delivery: Number(one.number),
      })),
    ];
    const executions: InspectedExecution[] = [];
    for (const input of inputs) executions.push(await described(deps, input));
    found.push({ owner, task, deliveries, attempts: of('ATTEMPT#'), executions });
  }
  return found;
};
