import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../../../../lib/local/cloud/cloud.ts';
import { clientSettings } from '../../../../../lib/local/cloud/endpoint/client-settings.ts';
import type { FaultVerdict, ServiceCall } from '../../../../../lib/local/cloud/endpoint/intercept.ts';
import { writeTinyAssembly } from '../../../../support/tiny-assembly.ts';

/** Counts its calls in the table's place: a global of the worker would die with it. */
const step = `const { appendFileSync } = require('node:fs');
exports.handler = async ({ file, ms = 0 }) => {
  appendFileSync(file, 'begun ');
  await new Promise((done) => setTimeout(done, ms));
  appendFileSync(file, 'done ');
  return { waitSeconds: 0 };
};`;

describe('the local cloud injects faults', () => {
  let cloud: LocalCloud;
  const seen: ServiceCall[] = [];
  let verdict: (call: ServiceCall) => FaultVerdict = () => undefined;
  const clients: { destroy(): void }[] = [];
  /** One attempt, so that the SDK's own retries hide nothing. */
  const settings = (endpoint: string) => ({ ...clientSettings(endpoint), maxAttempts: 1 });
  const kept = <T extends { destroy(): void }>(client: T): T => {
    clients.push(client);
    return client;
  };
  beforeAll(async () => {
    cloud = await startLocalCloud({
      assembly: await writeTinyAssembly({ Step: { code: step } }),
      intercept: (call) => {
        seen.push(call);
        return verdict(call);
      },
    });
  });
  afterEach(() => {
    verdict = () => undefined;
    seen.length = 0;
  });
  afterAll(async () => {
    for (const client of clients) client.destroy();
    await cloud?.close();
  });
  const once = (operation: string, given: FaultVerdict) => {
    let left = 1;
    verdict = (call) => (call.operation === operation && left-- > 0 ? given : undefined);
  };

  describe('in DynamoDB', () => {
    const client = () => kept(new DynamoDBClient(settings(cloud.dynamoUrl)));
    const put = (pk: string) =>
      client().send(new PutItemCommand({ TableName: cloud.tableName, Item: { pk: { S: pk } } }));
    const isThere = async (pk: string) =>
      (await client().send(new GetItemCommand({ TableName: cloud.tableName, Key: { pk: { S: pk } } })))
        .Item !== undefined;

    it('before a write: it fails with the error’s name, and nothing is written', async () => {
      once('PutItem', { fail: 'before', error: 'ProvisionedThroughputExceededException', status: 400 });
      await expect(put('before')).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
      expect(await isThere('before')).toBe(false);
      expect(seen[0]).toMatchObject({
        service: 'dynamodb',
        operation: 'PutItem',
        resource: cloud.tableName,
        request: { Item: { pk: { S: 'before' } } },
      });
    });

    it('after a write: it fails, and is written nevertheless', async () => {
      once('PutItem', { fail: 'after', error: 'InternalServerError' });
      await expect(put('after')).rejects.toMatchObject({ name: 'InternalServerError' });
      expect(await isThere('after')).toBe(true);
    });

    it('by cutting the connection after a write', async () => {
      once('PutItem', { drop: 'after' });
      await expect(put('cut')).rejects.toMatchObject({ code: 'ECONNRESET' });
      expect(await isThere('cut')).toBe(true);
    });
  });

  describe('in S3', () => {
    const client = () => kept(new S3Client({ ...settings(cloud.s3Store.url), forcePathStyle: true }));
    const Bucket = () => cloud.bucketName;
    const put = (Key: string) =>
      client().send(new PutObjectCommand({ Bucket: Bucket(), Key, Body: Buffer.alloc(300_000, 7) }));
    const keys = async () =>
      (await client().send(new ListObjectsV2Command({ Bucket: Bucket() }))).Contents?.map(({ Key }) => Key);

    it('with 503 Slow Down', async () => {
      once('PutObject', { fail: 'before', error: 'SlowDown', status: 503 });
      await expect(put('slow')).rejects.toMatchObject({ name: 'SlowDown' });
      expect(await keys()).toBeUndefined();
    });

    it('in the middle of an upload: nothing is stored', async () => {
      once('PutObject', { drop: 'midway' });
      await expect(put('midway')).rejects.toThrow();
      expect(await keys()).toBeUndefined();
    });

    it('in the middle of a download', async () => {
      await put('whole');
      once('GetObject', { drop: 'midway' });
      const read = async () => {
        const { Body } = await client().send(new GetObjectCommand({ Bucket: Bucket(), Key: 'whole' }));
        return Body?.transformToByteArray();
      };
      await expect(read()).rejects.toThrow();
      expect(await read()).toHaveLength(300_000);
    });
  });

  it('but never in an operator’s calls', async () => {
    verdict = () => ({ drop: 'before' });
    const key = { pk: { S: 'nothing' } };
    await cloud.dynamo.send(new GetItemCommand({ TableName: cloud.tableName, Key: key }));
    expect(seen).toEqual([]);
  });

  it('in Secrets Manager', async () => {
    const client = kept(new SecretsManagerClient(settings(cloud.secrets.url)));
    once('GetSecretValue', { fail: 'before', error: 'InternalServiceError' });
    const read = () => client.send(new GetSecretValueCommand({ SecretId: 'Secret' }));
    await expect(read()).rejects.toMatchObject({ name: 'InternalServiceError' });
    expect((await read()).SecretString).toBeDefined();
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('at the start of an execution, %s it took effect', async (fail, executions) => {
    const client = kept(new SFNClient(settings(cloud.statesUrl)));
    const name = `started-${fail}`;
    once('StartExecution', { fail, error: 'ServiceUnavailable', status: 503 });
    const start = new StartExecutionCommand({ stateMachineArn: cloud.executions.arn, name, input: '{}' });
    await expect(client.send(start)).rejects.toMatchObject({ name: 'ServiceUnavailable' });
    expect(cloud.executions.list().filter((one) => one.name === name)).toHaveLength(executions);
  });

  describe('in a function', () => {
    const file = `${process.env.TMPDIR ?? '/tmp'}/intercept-${process.pid}`;
    const invoke = async (what: string, ms = 0) => {
      const { readFile, rm } = await import('node:fs/promises');
      await rm(`${file}-${what}`, { force: true });
      const outcome = await cloud.invoke('step', { file: `${file}-${what}`, ms }).then(
        () => 'answered',
        (error: Error) => error.name,
      );
      return [outcome, (await readFile(`${file}-${what}`, 'utf8').catch(() => '')).trim()];
    };

    it('before its effect', async () => {
      once('Invoke', { fail: 'before', error: 'Lambda.TooManyRequestsException' });
      expect(await invoke('before')).toEqual(['Lambda.TooManyRequestsException', '']);
    });

    it('after its effect, by a crash', async () => {
      once('Invoke', { fail: 'after', error: 'Runtime.ExitError', worker: 'dies' });
      expect(await invoke('after')).toEqual(['Runtime.ExitError', 'begun done']);
      expect(await invoke('again')).toEqual(['answered', 'begun done']);
    });

    it('in the middle of it', async () => {
      let done = '';
      // However long a busy machine takes to begin.
      for (let crashAfterMillis = 100; done === ''; crashAfterMillis *= 4) {
        await invoke('warm');
        once('Invoke', { crashAfterMillis });
        const [outcome, written = ''] = await invoke('midway', 20 * crashAfterMillis);
        expect(outcome).toBe('Runtime.ExitError');
        done = written;
      }
      expect(done).toBe('begun');
    });
  });
});
