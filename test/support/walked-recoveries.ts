import { expect } from 'vitest';
import { dynamoClient } from '../../lambdas/adapters/dynamodb/dynamo-client.ts';
import { DynamoRecoveryStore } from '../../lambdas/adapters/dynamodb/dynamo-recovery-store.ts';
import { day } from '../../lambdas/domain/task/time.ts';
import type { LocalCloud } from '../../lib/local/cloud/cloud.ts';
import type { DescribedApi } from './described-api.ts';
import { aRecovery } from './records.ts';

/** Every answer of the routes of recoveries, but those to bad bodies. */
export const walkRecoveries = async (api: DescribedApi, cloud: LocalCloud): Promise<void> => {
  const body = { since: '2026-01-01T00:00:00Z' };
  const range = { ...body, state: ['exhausted', 'gone'], dryRun: true };
  expect(await api.call('startRecovery', { body: range })).toMatchObject({ status: 200, body: { found: 0 } });
  const begun = await api.call('startRecovery', { body });
  const recoveryId = begun.body.id;
  expect(begun.headers.get('location')).toBe(`/v1/deliveries/recoveries/${recoveryId}`);
  await expect.poll(async () => (await api.call('getRecovery', { recoveryId })).body.state).toBe('done');
  expect((await api.call('stopRecovery', { recoveryId })).status).toBe(409);
  expect((await api.call('getRecovery')).status).toBe(404);
  expect((await api.call('stopRecovery')).status).toBe(404);
  const recoveries = new DynamoRecoveryStore(dynamoClient(cloud.dynamo), cloud.tableName);
  const open = aRecovery({ owner: cloud.apiKeyId, leaseUntil: cloud.clock.now() + day });
  await recoveries.add(open);
  expect((await api.call('stopRecovery', { recoveryId: open.id })).status).toBe(202);
};
