import { randomUUID } from 'node:crypto';
import { dynamoClient } from '../adapters/dynamodb/dynamo-client.ts';
import { DynamoCreationQuota } from '../adapters/dynamodb/dynamo-creation-quota.ts';
import { DynamoDeliveryStore } from '../adapters/dynamodb/dynamo-delivery-store.ts';
import { DynamoEstimateStore } from '../adapters/dynamodb/dynamo-estimate-store.ts';
import { DynamoIntentStore } from '../adapters/dynamodb/dynamo-intent-store.ts';
import { DynamoOpenTasks } from '../adapters/dynamodb/dynamo-open-tasks.ts';
import { DynamoOwners } from '../adapters/dynamodb/dynamo-owners.ts';
import { DynamoRecoveryStore } from '../adapters/dynamodb/dynamo-recovery-store.ts';
import { DynamoTaskStore } from '../adapters/dynamodb/dynamo-task-store.ts';
import { urlPolicy } from '../adapters/http/url-guard.ts';
import {
  configuredProviders,
  list,
  number,
  readEnvironment,
  retention,
} from '../adapters/runtime/environment.ts';
import { StepFunctionsExecutions } from '../adapters/runtime/step-functions-executions.ts';
import { systemClock } from '../adapters/runtime/system-clock.ts';
import { PowertoolsTelemetry } from '../adapters/runtime/telemetry.ts';
import { lazyDeps } from './api/lazy-deps.ts';
import type { ApiDeps } from './api/operation.ts';
import { route } from './api/router.ts';
import { lazily } from './lazily.ts';

export const makeHandler = route;

const makeDeps = (): ApiDeps => {
  const environment = readEnvironment('api');
  const client = dynamoClient();
  const providers = configuredProviders(environment);
  const telemetry = new PowertoolsTelemetry('api');
  const { table, maxOpenTasks, videosPerMonth } = environment;
  const callbackPolicy = urlPolicy({
    allowedHosts: list(environment.allowedCallbackHosts),
    privateHosts: list(environment.privateHosts),
  });
  return {
    owners: new DynamoOwners(client, table, systemClock),
    ...(maxOpenTasks === ''
      ? {}
      : { openTasks: new DynamoOpenTasks(client, table, systemClock, number(maxOpenTasks)) }),
    ...(videosPerMonth === ''
      ? {}
      : { quota: new DynamoCreationQuota(client, table, number(videosPerMonth)) }),
    tasks: new DynamoTaskStore(client, environment.table),
    deliveries: new DynamoDeliveryStore(client, environment.table),
    recoveries: new DynamoRecoveryStore(client, environment.table),
    intents: new DynamoIntentStore(client, environment.table),
    estimates: new DynamoEstimateStore(client, environment.table, systemClock, telemetry),
    executions: new StepFunctionsExecutions(environment.stateMachineArn),
    clock: systemClock,
    random: Math.random,
    limits: {
      pollMinSeconds: number(environment.pollMinSeconds),
      pollMaxSeconds: number(environment.pollMaxSeconds),
    },
    telemetry,
    apiUrl: environment.apiUrl,
    settings: {
      auth: environment.apiAuth === 'iam' ? 'iam' : 'apiKey',
      corsOrigins: list(environment.corsOrigins),
      giveUpAfterSeconds: number(environment.giveUpAfterSeconds),
      hasBus: environment.eventBus !== '',
      requireCallback: environment.requireCallback === 'true',
      sharedTasks: environment.sharedTasks === 'true',
      ...retention(environment),
    },
    ...lazyDeps(environment, providers, callbackPolicy),
    callbackPolicy,
    newId: () => randomUUID().replaceAll('-', ''),
  };
};

export const handler = lazily(makeHandler, makeDeps);
