import { request } from 'node:http';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../../../../lib/local/cloud/cloud.ts';
import { clientSettings } from '../../../../../lib/local/cloud/endpoint/client-settings.ts';
import { writeTinyAssembly } from '../../../../support/tiny-assembly.ts';

let cloud: LocalCloud;
beforeAll(async () => {
  cloud = await startLocalCloud({ assembly: await writeTinyAssembly({}) });
});
afterAll(() => cloud?.close());

/** As a page sends it whose own name resolves to loopback. */
const post = (url: string, headers: Record<string, string>, body = '{"SecretId":"Secret"}') =>
  new Promise<{ status: number; text: string }>((done, failed) => {
    request(url, { method: 'POST', headers }, async (response) => {
      done({
        status: response.statusCode ?? 0,
        text: Buffer.concat(await response.toArray()).toString(),
      });
    })
      .on('error', failed)
      .end(body);
  });
const endpoints = (): Record<string, string> => ({
  secrets: cloud.secrets.url,
  dynamodb: cloud.dynamoUrl,
  states: cloud.statesUrl,
  s3: cloud.s3Store.url,
});
const operations: Record<string, string> = {
  secrets: 'secretsmanager.GetSecretValue',
  dynamodb: 'DynamoDB_20120810.ListTables',
  states: 'AWSStepFunctions.ListStateMachines',
  s3: '',
};
const forged =
  'AWS4-HMAC-SHA256 Credential=LOCAL/20260101/us-east-1/secretsmanager/aws4_request, SignedHeaders=host, ' +
  `Signature=${'0'.repeat(64)}`;

describe.each(['secrets', 'dynamodb', 'states', 's3'])('the local endpoint of %s', (service) => {
  it.each([
    ['no signature', {}],
    ['a forged signature', { authorization: forged }],
    ['the name of an operator', { authorization: forged.replace('LOCAL', 'OPERATOR') }],
    ['another host', { host: 'evil.example' }],
  ])('refuses a request with %s', async (_, headers) => {
    const { status, text } = await post(endpoints()[service] ?? '', {
      'x-amz-target': operations[service] ?? '',
      ...headers,
    });
    expect(status === 400 || status === 403).toBe(true);
    expect(text).toMatch(/UnrecognizedClientException|SignatureDoesNotMatch/);
  });

  it('refuses a client with another secret key', async () => {
    const url = endpoints()[service] ?? '';
    const settings = {
      ...clientSettings(url),
      credentials: { accessKeyId: 'LOCAL', secretAccessKey: 'local' },
      maxAttempts: 1,
    };
    const sent = {
      secrets: () =>
        new SecretsManagerClient(settings).send(new GetSecretValueCommand({ SecretId: 'Secret' })),
      dynamodb: () => new DynamoDBClient(settings).send(new ListTablesCommand({})),
      states: () =>
        new SFNClient(settings).send(new DescribeStateMachineCommand({ stateMachineArn: 'arn:none' })),
      s3: () =>
        new S3Client({ ...settings, forcePathStyle: true }).send(
          new GetObjectCommand({ Bucket: cloud.bucketName, Key: 'none' }),
        ),
    }[service];
    await expect(sent?.()).rejects.toMatchObject({
      name: expect.stringMatching(/UnrecognizedClientException|SignatureDoesNotMatch/),
    });
  });
});

it('a signed request that is sent to another host’s name is refused', async () => {
  const client = new SecretsManagerClient({ ...clientSettings(cloud.secrets.url), maxAttempts: 1 });
  client.middlewareStack.add(
    (next) => (args) => {
      Object.assign((args.request as { headers: Record<string, string> }).headers, { host: 'evil.example' });
      return next(args);
    },
    { step: 'build' },
  );
  await expect(client.send(new GetSecretValueCommand({ SecretId: 'Secret' }))).rejects.toMatchObject({
    name: 'UnrecognizedClientException',
  });
});

it.each(['a b', "it's (1)*!", 'ä/ü', 'plus+and%percent'])(
  'a file named %j can be stored and read',
  async (name) => {
    const client = new S3Client({ ...clientSettings(cloud.s3Store.url), forcePathStyle: true });
    const file = { Bucket: cloud.bucketName, Key: name };
    await client.send(new PutObjectCommand({ ...file, Body: 'film' }));
    const { Body } = await client.send(new GetObjectCommand(file));
    expect(await Body?.transformToString()).toBe('film');
    client.destroy();
  },
);
