import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import type { FunctionName } from '../lambdas/contract/functions.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import type { RelayFunction } from './function.ts';
import type { Config } from './options/config.ts';
import { chosenProviders } from './options/providers.ts';
import type { Secrets } from './secrets.ts';
import type { Storage } from './storage.ts';

interface Parts {
  readonly storage: Storage;
  readonly secrets: Secrets;
  readonly functions: Readonly<Record<FunctionName, RelayFunction>>;
}

/** What each function may do: this and nothing else. Reading a video is what signing a link to it takes. */
export const grantPermissions = (
  { storage, secrets, functions }: Parts,
  stateMachineArn: string,
  { createVideos, providers, eventBus }: Pick<Config, 'createVideos' | 'providers' | 'eventBus'>,
): void => {
  const api = functions.api.executionRole;
  storage.grantItems(api, 'GetItem', 'PutItem', 'Query', 'UpdateItem');
  storage.grantIndexes(api, 'owner', 'status');
  storage.grantVideos(api, 'GetObject');
  const creating = createVideos ? chosenProviders(providers).filter(({ creates }) => creates) : [];
  for (const { name } of creating) secrets.grantRead(secrets.keyOf(name), api);
  secrets.grantRead(secrets.signing, api);
  functions.api.allow('states:StartExecution', stateMachineArn);
  const executions = executionsOf(stateMachineArn, Stack.of(api));
  functions.api.allow('states:StopExecution', executions);
  acknowledgeWildcard(api, executions, 'The execution of any task may be stopped by its owner.');

  const queryTask = functions['query-task'].executionRole;
  storage.grantItems(queryTask, 'GetItem', 'PutItem', 'Query', 'UpdateItem');
  for (const key of Object.values(secrets.providers)) secrets.grantRead(key, queryTask);
  functions['query-task'].allow('states:StartExecution', stateMachineArn);

  const archiveVideo = functions['archive-video'].executionRole;
  storage.grantItems(archiveVideo, 'GetItem', 'PutItem', 'Query', 'UpdateItem');
  storage.grantVideos(
    archiveVideo,
    'GetObject',
    'PutObject',
    'AbortMultipartUpload',
    'ListMultipartUploadParts',
  );
  storage.grantBrokenFiles(archiveVideo);
  for (const key of Object.values(secrets.providers)) secrets.grantRead(key, archiveVideo);

  const recordOutcome = functions['record-outcome'].executionRole;
  storage.grantItems(recordOutcome, 'GetItem', 'PutItem', 'Query', 'UpdateItem');

  const deliverCallback = functions['deliver-callback'].executionRole;
  storage.grantItems(deliverCallback, 'GetItem', 'PutItem', 'Query', 'UpdateItem');
  storage.grantVideos(deliverCallback, 'GetObject');
  secrets.grantRead(secrets.signing, deliverCallback);
  functions['deliver-callback'].allow('states:StartExecution', stateMachineArn);
  if (eventBus !== undefined) {
    const bus = busArn(eventBus, Stack.of(api));
    for (const name of ['deliver-callback', 'query-task', 'sweep-overdue'] as const)
      functions[name].allow('events:PutEvents', bus);
  }

  const recoverDeliveries = functions['recover-deliveries'].executionRole;
  storage.grantItems(recoverDeliveries, 'GetItem', 'PutItem', 'Query', 'UpdateItem');
  storage.grantIndexes(recoverDeliveries, 'status');
  functions['recover-deliveries'].allow('states:StartExecution', stateMachineArn);

  const sweepOverdue = functions['sweep-overdue'].executionRole;
  storage.grantItems(sweepOverdue, 'GetItem', 'UpdateItem');
  storage.grantIndexes(sweepOverdue, 'lease');
  functions['sweep-overdue'].allow('states:StartExecution', stateMachineArn);
};

/** A value that is known only once the app is deployed is an ARN. */
const busArn = (bus: string, stack: Stack): string =>
  bus.startsWith('arn:') || Token.isUnresolved(bus)
    ? bus
    : stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: bus });

const executionsOf = (stateMachineArn: string, stack: Stack): string => {
  const name = Arn.split(stateMachineArn, ArnFormat.COLON_RESOURCE_NAME).resourceName;
  return stack.formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${name}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
};
