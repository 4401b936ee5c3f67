import { dynamoClient } from '../../lambdas/adapters/dynamodb/dynamo-client.ts';
import { DynamoIntentStore } from '../../lambdas/adapters/dynamodb/dynamo-intent-store.ts';
import { day } from '../../lambdas/domain/task/time.ts';
import type { LocalCloud } from '../../lib/local/cloud/cloud.ts';

/** Leaves what a creation with this key leaves while it is being served, for the body of another key. */
export const beginCreation = async (
  cloud: LocalCloud,
  idempotencyKey: string,
  like: string,
): Promise<void> => {
  const intents = new DynamoIntentStore(dynamoClient(cloud.dynamo), cloud.tableName);
  const now = cloud.clock.now();
  const callbackUrl = 'http://127.0.0.1:9/nobody';
  const registration = { callbackUrl, serviceTier: 'default', events: [], metadata: {} } as const;
  const times = { requestedAt: now, expiresAt: now + day };
  const intent = { owner: cloud.apiKeyId, digest: '', registration, ...times };
  const known = await intents.add({ ...intent, idempotencyKey: like });
  const { digest } = known.kind === 'exists' ? known.intent : intent;
  await intents.add({ ...intent, idempotencyKey, digest });
};
