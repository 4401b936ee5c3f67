import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import type { VideoEvent } from '../../lambdas/contract/video-event.ts';
import { operatorSettings } from '../../lib/local/cloud/endpoint/client-settings.ts';
import { startEndToEnd } from './environment.ts';

const { environment, until } = startEndToEnd();

/** The value of a secret, as the operator would read it. */
const secretValue = async (url: string, id: string): Promise<string> => {
  const client = new SecretsManagerClient(operatorSettings(url));
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: id }));
  client.destroy();
  return SecretString;
};

test('no key, secret, signature, link’s query or metadata is ever logged', async () => {
  const { cloud, provider, api, receiver } = environment();
  const secrets = new Map<string, string>([
    ['the API key', cloud.apiKey],
    ['the provider’s key', provider.key],
    ['metadata', 'a-name-that-is-nobody-elses-business'],
    ['the callback URL’s query', 'known-to-the-receiver-only'],
  ]);
  const scripts = {
    completed: {},
    failed: { ends: 'failed' },
    'with a link that breaks': { misbehaves: { video: { 1: ['drop'], 2: ['forbidden'] } } },
    'with a key that is refused for a moment': { misbehaves: { query: { 1: ['unauthorized'] } } },
  } as const;
  const taskIds: string[] = [];
  for (const script of Object.values(scripts)) {
    const { taskId } = provider.create(script as never);
    const callbackUrl = `${receiver.url}/${taskId}?token=${secrets.get('the callback URL’s query')}`;
    const metadata = { note: secrets.get('metadata') };
    await api.call('POST', '/tasks', [202], { taskId, callbackUrl, metadata });
    taskIds.push(taskId);
  }
  for (const taskId of taskIds) await until(taskId, ({ delivery }) => delivery?.state === 'delivered');
  const keys = (await api.call('GET', '/signing-keys', [200])) as { current: { secret: string } };
  secrets.set('a signing key', keys.current.secret.replace('whsec_', ''));
  for (const { name } of cloud.assembly.all('AWS::SecretsManager::Secret')) {
    secrets.set(`the secret ${name}`, await secretValue(cloud.secrets.url, name));
  }
  const callbacks = receiver.received.filter(({ path }) => taskIds.some((id) => path.includes(id)));
  expect(callbacks.length).toBeGreaterThanOrEqual(taskIds.length);
  for (const [index, { headers, body }] of callbacks.entries()) {
    for (const signature of (headers['webhook-signature'] ?? '').split(' ')) {
      secrets.set(`callback ${index}’s signature ${signature.slice(0, 3)}`, signature.split(',')[1] ?? '');
    }
    const { data } = JSON.parse(body) as VideoEvent;
    if (!data.video) continue;
    secrets.set(
      `link ${index}’s signature`,
      new URL(data.video.url).searchParams.get('X-Amz-Signature') ?? '',
    );
  }
  const records = await cloud.dynamo.send(new ScanCommand({ TableName: cloud.tableName }));
  for (const { sourceUrl } of records.Items ?? []) {
    if (sourceUrl?.S) secrets.set(`the provider’s link ${sourceUrl.S}`, new URL(sourceUrl.S).search.slice(1));
  }
  const short = [...secrets].filter(([, secret]) => secret.length < 8);
  expect(short, 'secrets that were not found').toEqual([]);

  const lines = cloud.logs.lines().map(({ text }) => text);
  expect(lines.length).toBeGreaterThan(20);
  const log = lines.join('\n');
  const logged = [...secrets].filter(([, secret]) => log.includes(secret)).map(([name]) => name);
  expect(logged).toEqual([]);
});
