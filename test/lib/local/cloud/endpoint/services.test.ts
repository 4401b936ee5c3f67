import { DeleteItemCommand, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../../../../lib/local/cloud/cloud.ts';
import { clientSettings } from '../../../../../lib/local/cloud/endpoint/client-settings.ts';
import { writeTinyAssembly } from '../../../../support/tiny-assembly.ts';

const speed = 36_000;
const step = 'exports.handler = async (event) => ({ waitSeconds: event.waitSeconds });';

let cloud: LocalCloud;
beforeAll(async () => {
  cloud = await startLocalCloud({ assembly: await writeTinyAssembly({ Step: { code: step } }), speed });
});
afterAll(() => cloud?.close());

describe('DynamoDB', () => {
  it('has the template’s table with its indexes', async () => {
    const TableName = cloud.tableName;
    const item = { pk: { S: 'a' }, color: { S: 'red' }, size: { N: '1' } };
    await cloud.dynamo.send(new PutItemCommand({ TableName, Item: item }));
    const { Items } = await cloud.dynamo.send(
      new QueryCommand({
        TableName,
        IndexName: 'byColor',
        KeyConditionExpression: 'color = :c',
        ExpressionAttributeValues: { ':c': { S: 'red' } },
      }),
    );
    expect(Items).toEqual([{ pk: { S: 'a' }, color: { S: 'red' } }]);
    await cloud.dynamo.send(new DeleteItemCommand({ TableName, Key: { pk: { S: 'a' } } }));
    const { Item } = await cloud.dynamo.send(new GetItemCommand({ TableName, Key: { pk: { S: 'a' } } }));
    expect(Item).toBeUndefined();
  });
});

describe('S3', () => {
  const put = (Key: string, Body: string) =>
    cloud.s3.send(new PutObjectCommand({ Bucket: cloud.bucketName, Key, Body, ContentType: 'video/mp4' }));

  it('answers a presigned link with its headers, until the link expires on the local clock', async () => {
    await put('videos/a b.mp4', 'film');
    const release = cloud.clock.hold(); // The hour is a minute now.
    const link = await getSignedUrl(
      cloud.s3,
      new GetObjectCommand({
        Bucket: cloud.bucketName,
        Key: 'videos/a b.mp4',
        ResponseContentDisposition: 'attachment; filename="a.mp4"',
      }),
      { expiresIn: 3_600, signingDate: new Date(cloud.clock.now()) },
    );
    const response = await fetch(link);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="a.mp4"');
    expect(response.headers.get('content-type')).toBe('video/mp4');
    expect(await response.text()).toBe('film');
    release();
    await cloud.clock.sleep(3_601_000);
    expect((await fetch(link)).status).toBe(403);
  });

  it('takes parts larger than the limits of fauxqs, and lists them', async () => {
    const object = { Bucket: cloud.bucketName, Key: 'videos/big.mp4' };
    const { UploadId } = await cloud.s3.send(new CreateMultipartUploadCommand(object));
    const parts = [Buffer.alloc(16 * 1024 * 1024, 1), Buffer.alloc(10, 2)];
    for (const [index, Body] of parts.entries()) {
      await cloud.s3.send(new UploadPartCommand({ ...object, UploadId, PartNumber: index + 1, Body }));
    }
    const { Parts } = await cloud.s3.send(new ListPartsCommand({ ...object, UploadId }));
    expect(Parts?.map(({ Size }) => Size)).toEqual([16 * 1024 * 1024, 10]);
    expect(cloud.s3Store.openUploads()).toHaveLength(1);
    await cloud.s3.send(
      new CompleteMultipartUploadCommand({
        ...object,
        UploadId,
        MultipartUpload: { Parts: Parts?.map(({ ETag, PartNumber }) => ({ ETag, PartNumber })) ?? [] },
      }),
    );
    expect(cloud.s3Store.openUploads()).toEqual([]);
    const { Body } = await cloud.s3.send(new GetObjectCommand({ ...object, Range: 'bytes=16777215-' }));
    expect(Buffer.from((await Body?.transformToByteArray()) ?? [])).toEqual(
      Buffer.from([1, ...(parts[1] ?? [])]),
    );
    await expect(cloud.s3.send(new ListPartsCommand({ ...object, UploadId }))).rejects.toThrow('not exist');
    await expect(
      cloud.s3.send(new AbortMultipartUploadCommand({ ...object, UploadId })),
    ).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });
});

describe('Secrets Manager', () => {
  it('gives the current version and, after a rotation, the previous one', async () => {
    const client = new SecretsManagerClient(clientSettings(cloud.secrets.url));
    const read = async (VersionStage: string) =>
      (await client.send(new GetSecretValueCommand({ SecretId: 'Secret', VersionStage }))).SecretString;
    const first = await read('AWSCURRENT');
    expect(first).toMatch(/^\w{20}$/);
    await expect(read('AWSPREVIOUS')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    cloud.secrets.rotate('Secret', 'second');
    expect([await read('AWSCURRENT'), await read('AWSPREVIOUS')]).toEqual(['second', first]);
    await client.send(new PutSecretValueCommand({ SecretId: 'Secret', SecretString: 'third' }));
    expect([await read('AWSCURRENT'), await read('AWSPREVIOUS')]).toEqual(['third', 'second']);
    client.destroy();
  });
});

describe('Step Functions', () => {
  it('starts, describes and stops executions through the SDK', async () => {
    const client = new SFNClient(clientSettings(cloud.statesUrl));
    const stateMachineArn = cloud.executions.arn;
    const start = (name: string, waitSeconds: number) =>
      client.send(
        new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify({ waitSeconds }) }),
      );
    const { executionArn } = await start('long', 100_000_000);
    expect((await start('long', 100_000_000)).executionArn).toBe(executionArn);
    await expect(start('long', 1)).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    const status = async () => (await client.send(new DescribeExecutionCommand({ executionArn }))).status;
    expect(await status()).toBe('RUNNING');
    await client.send(new StopExecutionCommand({ executionArn }));
    await expect.poll(status).toBe('ABORTED');
    await expect(start('long', 100_000_000)).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });

    const short = await start('short', 60);
    const output = async () =>
      (await client.send(new DescribeExecutionCommand({ executionArn: short.executionArn }))).output;
    await expect.poll(output).toBe('{"waitSeconds":60}');
    const { executions } = await client.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'SUCCEEDED' }),
    );
    expect(executions?.map(({ name }) => name)).toEqual(['short']);
    await expect(
      client.send(new StartExecutionCommand({ stateMachineArn: `${stateMachineArn}x` })),
    ).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
    client.destroy();
  });
});
