import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { executionName } from '../lambdas/domain/task/execution-name.ts';
import { awsCli, stackOutputs } from '../lib/operator/aws-cli.ts';
import { inspectTask } from '../lib/operator/inspect-task.ts';

/**
 * `npm run inspect -- TASK_ID [--owner ID] [--stack NAME]`: the record of a task, its deliveries, attempts and executions, as
 * JSON. With `--table` and `--state-machine` (and the SDK's AWS_ENDPOINT_URL_…) no stack is looked up.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    stack: { type: 'string', default: 'SeedanceRelay' },
    owner: { type: 'string' },
    table: { type: 'string' },
    'state-machine': { type: 'string' },
  },
});
const [taskId] = positionals;
if (taskId === undefined) throw new Error('Usage: npm run inspect -- TASK_ID [--owner ID] [--stack NAME]');
const outputs =
  values.table === undefined || values['state-machine'] === undefined
    ? await stackOutputs(awsCli, values.stack)
    : {};
const found = await inspectTask(
  {
    documents: DynamoDBDocumentClient.from(new DynamoDBClient()),
    states: new SFNClient(),
    tableName: values.table ?? outputs.TableName ?? '',
    stateMachineArn: values['state-machine'] ?? outputs.StateMachineArn ?? '',
    executionName: (input) => executionName(input, (text) => createHash('sha256').update(text).digest('hex')),
  },
  taskId,
  values.owner,
);
if (found.length === 0) {
  console.error(`Nobody tracks the task ${taskId}`);
  process.exitCode = 1;
} else console.log(JSON.stringify(found, null, 2));
