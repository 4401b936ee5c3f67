import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SFNClient } from '@aws-sdk/client-sfn';
import { HkdfSigningKeys } from '../../lambdas/adapters/callbacks/hkdf-signing-keys.ts';
import { PresignedLinks } from '../../lambdas/adapters/callbacks/presigned-links.ts';
import { DynamoDeliveryStore } from '../../lambdas/adapters/dynamodb/dynamo-delivery-store.ts';
import { DynamoEstimateStore } from '../../lambdas/adapters/dynamodb/dynamo-estimate-store.ts';
import { DynamoIntentStore } from '../../lambdas/adapters/dynamodb/dynamo-intent-store.ts';
import { DynamoOwners } from '../../lambdas/adapters/dynamodb/dynamo-owners.ts';
import { DynamoRecoveryStore } from '../../lambdas/adapters/dynamodb/dynamo-recovery-store.ts';
import { DynamoTaskStore } from '../../lambdas/adapters/dynamodb/dynamo-task-store.ts';
import { urlPolicy } from '../../lambdas/adapters/http/url-guard.ts';
import { definitionOf } from '../../lambdas/adapters/provider/definitions.ts';
import { HmacPageCursors } from '../../lambdas/adapters/runtime/hmac-page-cursors.ts';
import { StepFunctionsExecutions } from '../../lambdas/adapters/runtime/step-functions-executions.ts';
import { systemClock } from '../../lambdas/adapters/runtime/system-clock.ts';
import type { OperationId } from '../../lambdas/contract/routes.ts';
import { makeHandler } from '../../lambdas/handlers/api.ts';
import { type ApiReply, aConsole, reply } from './api-client.ts';
import { type ApiCall, apiEvent } from './api-event.ts';
import { startDynalite } from './dynamo-servers.ts';
import { MemoryTelemetry } from './fakes/memory-telemetry.ts';
import { PlainSigner, ScriptedCallbacks } from './fakes/scripted-callbacks.ts';
import { ScriptedCreator } from './fakes/scripted-creator.ts';

const local = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
const master = {
  current: async () => ({ value: 'a master secret that only the tests know', createdAt: 0 }),
  previous: async () => undefined,
};

/** Step Functions, as far as the API needs it: every execution can be started and stopped. */
const startStepFunctions = async () => {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      response.end(JSON.stringify({ executionArn: 'arn:local', startDate: 0, stopDate: 0 }));
    });
  }).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  const client = new SFNClient({ ...local, endpoint: `http://127.0.0.1:${port}` });
  const close = () => {
    client.destroy();
    server.close();
  };
  return { client, close };
};

/** The API's handler over its real adapters and the embedded servers, with a count of every request to AWS. */
export const startApiOverServers = async () => {
  const dynamo = await startDynalite();
  const states = await startStepFunctions();
  const calls: string[] = [];
  for (const client of [dynamo.client, states.client]) {
    // biome-ignore lint/suspicious/noExplicitAny: the clients' stacks differ only in types that do not matter here
    (client.middlewareStack as any).add(
      // biome-ignore lint/suspicious/noExplicitAny: as above
      (next: any, context: any) => (sent: any) => {
        calls.push(context.commandName);
        return next(sent);
      },
      { step: 'finalizeRequest', name: 'count', priority: 'low' },
    );
  }
  const tasks = new DynamoTaskStore(dynamo.client, dynamo.tableName);
  const deliveries = new DynamoDeliveryStore(dynamo.client, dynamo.tableName);
  const provider = new ScriptedCreator();
  const owners = new DynamoOwners(dynamo.client, dynamo.tableName, systemClock);
  const handle = makeHandler({
    owners,
    tasks,
    deliveries,
    provider,
    estimates: new DynamoEstimateStore(dynamo.client, dynamo.tableName, systemClock, new MemoryTelemetry()),
    random: () => 0,
    limits: { pollMinSeconds: 30, pollMaxSeconds: 120 },
    recoveries: new DynamoRecoveryStore(dynamo.client, dynamo.tableName),
    intents: new DynamoIntentStore(dynamo.client, dynamo.tableName),
    executions: new StepFunctionsExecutions('arn:aws:states:us-east-1:0:stateMachine:local', states.client),
    clock: systemClock,
    telemetry: new MemoryTelemetry(),
    providers: { names: ['seedance'], definitionOf },
    apiUrl: 'https://api.example/v1',
    settings: { auth: 'apiKey', corsOrigins: [], giveUpAfterSeconds: 82_800 },
    callbackPolicy: urlPolicy({ privateHosts: [] }),
    callbacks: new ScriptedCallbacks(),
    signer: new PlainSigner(),
    newId: () => 'test',
    consolePage: aConsole,
    cursors: new HmacPageCursors(master),
    links: new PresignedLinks({ region: local.region, ...local.credentials }, systemClock),
    signingKeys: new HkdfSigningKeys(master, systemClock),
  });
  return {
    tasks,
    deliveries,
    provider,
    /** The answer, and what was asked of AWS for it. */
    call: async (
      operation: OperationId,
      request: ApiCall = {},
    ): Promise<ApiReply & { readonly calls: readonly string[]; readonly milliseconds: number }> => {
      const event = apiEvent(operation, request);
      // A warm function knows the owner of a caller that it has served.
      await owners.of(event.requestContext.identity.apiKeyId ?? '');
      calls.length = 0;
      const began = performance.now();
      const result = await handle(event);
      const milliseconds = performance.now() - began;
      return { ...reply(result), calls: [...calls], milliseconds };
    },
    close: async () => {
      states.close();
      await dynamo.close();
    },
  };
};
