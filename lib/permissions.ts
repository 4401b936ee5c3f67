import { Arn, ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { FunctionName } from '../lambdas/contract.ts';
import type { RelayFunction } from './function.ts';
import type { Secrets } from './secrets.ts';
import type { Storage } from './storage.ts';

/** What each function may do: this and nothing else. Reading a video is what signing a link to it takes. */
export const grantPermissions = (
  {
    storage,
    secrets,
    functions,
  }: {
    readonly storage: Storage;
    readonly secrets: Secrets;
    readonly functions: Readonly<Record<FunctionName, RelayFunction>>;
  },
  stateMachineArn: string,
): void => {
  const api = functions.api;
  storage.grantItems(api, 'GetItem', 'PutItem', 'Query', 'UpdateItem');
  storage.grantIndexes(api, 'owner', 'status');
  storage.grantVideos(api, 'GetObject');
  secrets.provider.grantRead(api);
  secrets.signing.grantRead(api);
  allowStart(api, stateMachineArn);
  allowStop(api, stateMachineArn);

  const queryTask = functions['query-task'];
  storage.grantItems(queryTask, 'GetItem', 'PutItem', 'Query', 'UpdateItem');
  secrets.provider.grantRead(queryTask);
  allowStart(queryTask, stateMachineArn);

  const archiveVideo = functions['archive-video'];
  storage.grantItems(archiveVideo, 'GetItem', 'UpdateItem');
  storage.grantVideos(
    archiveVideo,
    'GetObject',
    'PutObject',
    'AbortMultipartUpload',
    'ListMultipartUploadParts',
  );
  secrets.provider.grantRead(archiveVideo);

  const recordOutcome = functions['record-outcome'];
  storage.grantItems(recordOutcome, 'GetItem', 'PutItem', 'Query', 'UpdateItem');

  const deliverCallback = functions['deliver-callback'];
  storage.grantItems(deliverCallback, 'GetItem', 'PutItem', 'Query', 'UpdateItem');
  storage.grantVideos(deliverCallback, 'GetObject');
  secrets.signing.grantRead(deliverCallback);

  const sweepOverdue = functions['sweep-overdue'];
  storage.grantItems(sweepOverdue, 'GetItem', 'PutItem', 'UpdateItem');
  storage.grantIndexes(sweepOverdue, 'lease');
  allowStart(sweepOverdue, stateMachineArn);
};

const allowStart = (to: RelayFunction, stateMachineArn: string): void => {
  to.addToRolePolicy(
    new PolicyStatement({ actions: ['states:StartExecution'], resources: [stateMachineArn] }),
  );
};

const allowStop = (to: RelayFunction, stateMachineArn: string): void => {
  const name = Arn.split(stateMachineArn, ArnFormat.COLON_RESOURCE_NAME).resourceName;
  const executions = Stack.of(to).formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${name}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  to.addToRolePolicy(new PolicyStatement({ actions: ['states:StopExecution'], resources: [executions] }));
};
