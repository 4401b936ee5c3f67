import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { dynamoClient } from '../../../lambdas/adapters/dynamodb/dynamo-client.ts';
import { DynamoTaskStore } from '../../../lambdas/adapters/dynamodb/dynamo-task-store.ts';
import { Secret } from '../../../lambdas/adapters/runtime/secret.ts';
import { StepFunctionsExecutions } from '../../../lambdas/adapters/runtime/step-functions-executions.ts';
import { functionSpecs } from '../../../lib/functions.ts';

describe('A service of AWS that takes requests and never answers', () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket.on('error', () => {})));

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
    vi.stubEnv('AWS_REGION', 'us-east-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
    vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
  });

  afterAll(() => {
    vi.unstubAllEnvs();
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it('is an error while the function that asked still has most of its time', async () => {
    const began = performance.now();
    const input = { owner: 'alice', taskId: 'video_1', restart: 0 };
    const asked = await Promise.allSettled([
      new DynamoTaskStore(dynamoClient(), 'records').find(input),
      new StepFunctionsExecutions('arn:aws:states:us-east-1:1:stateMachine:m').start(input),
      new Secret('provider-key').current(),
    ]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    const shortest = Math.min(...Object.values(functionSpecs).map(({ timeoutSeconds }) => timeoutSeconds));
    expect(performance.now() - began).toBeLessThan((shortest * 1_000) / 2);
  });
});
