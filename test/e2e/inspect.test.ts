import { createHash } from 'node:crypto';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { executionName } from '../../lambdas/domain/task/execution-name.ts';
import { operatorSettings } from '../../lib/local/cloud/endpoint/client-settings.ts';
import { inspectTask } from '../../lib/operator/inspect-task.ts';
import { startEndToEnd } from './environment.ts';

const environment = startEndToEnd();

test('an operator sees all that is stored about a task, without the key of its owner and with no signed link', async () => {
  const taskId = await environment.track({ queuedSeconds: 1, generatingSeconds: 30 });
  await environment.until(taskId, ({ delivery }) => delivery?.state === 'delivered');
  const { cloud } = environment.environment();
  const asked: string[] = [];
  const documents = DynamoDBDocumentClient.from(cloud.dynamo);
  const states = new SFNClient(operatorSettings(cloud.statesUrl));
  // biome-ignore lint/suspicious/noExplicitAny: the two clients differ in types that do not matter here
  const note = (next: any, context: any) => (args: any) => {
    asked.push(String(context.commandName));
    return next(args);
  };
  documents.middlewareStack.add(note, { step: 'initialize' });
  states.middlewareStack.add(note, { step: 'initialize' });
  const [stateMachine] = cloud.assembly.all('AWS::StepFunctions::StateMachine');
  const deps = {
    documents,
    states,
    tableName: cloud.tableName,
    stateMachineArn: stateMachine?.arn ?? '',
    executionName: (input: Parameters<typeof executionName>[0]) =>
      executionName(input, (text) => createHash('sha256').update(text).digest('hex')),
  };
  const [found, ...others] = await inspectTask(deps, taskId);
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    owner: cloud.apiKeyId,
    task: { taskId, status: 'completed' },
    deliveries: [{ number: 1, state: 'delivered' }],
    attempts: [{ number: 1, attempt: 1, status: 204 }],
  });
  expect(found?.executions[0]).toMatchObject({ status: 'SUCCEEDED' });
  expect(JSON.stringify(found)).not.toMatch(/https?:[^"]*\?[^…]/);
  expect(asked).toEqual([
    'ScanCommand',
    'QueryCommand',
    'DescribeExecutionCommand',
    'DescribeExecutionCommand',
  ]);
  expect(await inspectTask(deps, taskId, 'somebody else')).toEqual([]);
  expect(await inspectTask(deps, 'no such task')).toEqual([]);
});
