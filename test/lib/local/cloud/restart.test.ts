import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../../../lib/local/cloud/cloud.ts';
import { clientSettings } from '../../../../lib/local/cloud/endpoint/client-settings.ts';
import { writeTinyAssembly } from '../../../support/tiny-assembly.ts';

const secretsOf = async (cloud: LocalCloud) => {
  const client = new SecretsManagerClient(clientSettings(cloud.secrets.url));
  const read = (VersionStage: string) =>
    client.send(new GetSecretValueCommand({ SecretId: 'Secret', VersionStage }));
  const [current, previous] = await Promise.all([read('AWSCURRENT'), read('AWSPREVIOUS')]);
  client.destroy();
  return [current.SecretString, previous.SecretString];
};

describe('a local cloud with its data on disk', () => {
  it('finds records, files, uploads, secrets, keys and the time again after a restart', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'local-cloud-'));
    const assembly = await writeTinyAssembly({});
    const start = (speed: number) => startLocalCloud({ assembly, dataDir, speed });

    const before = await start(10_000);
    const { tableName: TableName, bucketName: Bucket } = before;
    await before.dynamo.send(new PutItemCommand({ TableName, Item: { pk: { S: 'kept' } } }));
    await before.s3.send(new PutObjectCommand({ Bucket, Key: 'videos/kept.mp4', Body: 'film' }));
    const upload = { Bucket, Key: 'videos/begun.mp4' };
    const { UploadId } = await before.s3.send(new CreateMultipartUploadCommand(upload));
    await before.s3.send(new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: 'part' }));
    before.secrets.rotate('Secret', 'new');
    const second = await before.createApiKey('second');
    before.executions.start('lost', '{"waitSeconds":100000000}');
    const secrets = await secretsOf(before);
    const time = before.clock.now();
    await before.close();

    const after = await start(1);
    const { Item } = await after.dynamo.send(new GetItemCommand({ TableName, Key: { pk: { S: 'kept' } } }));
    expect(Item).toBeDefined();
    const { Body } = await after.s3.send(new GetObjectCommand({ Bucket, Key: 'videos/kept.mp4' }));
    expect(await Body?.transformToString()).toBe('film');
    expect(after.s3Store.openUploads()).toMatchObject([{ uploadId: UploadId, key: 'videos/begun.mp4' }]);
    expect(await secretsOf(after)).toEqual(secrets);
    expect([after.apiKey, after.apiKeyId]).toEqual([before.apiKey, before.apiKeyId]);
    expect(
      (await fetch(`${after.apiUrl}/things/1`, { headers: { 'x-api-key': second.value } })).status,
    ).not.toBe(403);
    expect(after.clock.now()).toBeGreaterThanOrEqual(time);
    expect(after.executions.find('lost')).toBeUndefined();
    await after.close();
    await rm(dataDir, { recursive: true });
  });

  it('can be closed while everything runs', async () => {
    const cloud = await startLocalCloud({ assembly: await writeTinyAssembly({}) });
    const client = new DynamoDBClient({ ...clientSettings(cloud.dynamoUrl), maxAttempts: 1 });
    const { tableName: TableName } = cloud;
    const writing = Array.from({ length: 300 }, (_, n) =>
      client.send(new PutItemCommand({ TableName, Item: { pk: { S: `${n % 10}` } } })).catch(() => undefined),
    );
    await Promise.race(writing);
    await cloud.close();
    await Promise.all(writing);
    client.destroy();
  });

  it('leaves nothing open when it is closed', async () => {
    const assembly = await writeTinyAssembly({});
    const open = () => process.getActiveResourcesInfo().filter((name) => /TCP|Worker|MessagePort/.test(name));
    const before = open();
    const cloud = await startLocalCloud({ assembly });
    await cloud.invoke('step', {});
    await fetch(`${cloud.apiUrl}/open`);
    await cloud.close();
    await expect.poll(open).toEqual(before);
  });
});
