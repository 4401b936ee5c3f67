import { dynamoClient } from '../adapters/dynamo-client.ts';
import { DynamoDeliveries } from '../adapters/dynamo-deliveries.ts';
import { DynamoIntents } from '../adapters/dynamo-intents.ts';
import { DynamoTasks } from '../adapters/dynamo-tasks.ts';
import { list, number, readEnvironment, retention } from '../adapters/environment.ts';
import { urlPolicy } from '../adapters/routes.ts';
import { StepFunctionsExecutions } from '../adapters/step-functions-executions.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { PowertoolsTelemetry } from '../adapters/telemetry.ts';
import type { ApiDeps } from './api/operation.ts';
import { route } from './api/router.ts';
import { seldomNeeded } from './api/seldom-needed.ts';
import { lazily } from './lazily.ts';

export const makeHandler = route;

const makeDeps = (): ApiDeps => {
  const environment = readEnvironment('api');
  const client = dynamoClient();
  return {
    tasks: new DynamoTasks(client, environment.table),
    deliveries: new DynamoDeliveries(client, environment.table),
    intents: new DynamoIntents(client, environment.table),
    executions: new StepFunctionsExecutions(environment.stateMachineArn),
    clock: systemClock,
    telemetry: new PowertoolsTelemetry('api'),
    settings: {
      auth: environment.apiAuth === 'iam' ? 'iam' : 'apiKey',
      corsOrigins: list(environment.corsOrigins),
      giveUpAfterSeconds: number(environment.giveUpAfterSeconds),
      ...retention(environment),
    },
    ...seldomNeeded(environment),
    callbackPolicy: urlPolicy({
      allowedHosts: list(environment.allowedCallbackHosts),
      privateHosts: list(environment.privateHosts),
    }),
  };
};

export const handler = lazily(makeHandler, makeDeps);
