import { dynamoClient } from '../../lambdas/adapters/dynamodb/dynamo-client.ts';
import { DynamoDeliveryStore } from '../../lambdas/adapters/dynamodb/dynamo-delivery-store.ts';
import { DynamoTaskStore } from '../../lambdas/adapters/dynamodb/dynamo-task-store.ts';
import { hour, minute } from '../../lambdas/domain/task/time.ts';
import type { DemoEnvironment } from '../../lib/local/demo/demo-environment.ts';
import type { ReceivedCallback } from '../../lib/local/receiver/receiver.ts';
import { aDelivery, aTask } from './records.ts';

/** Tasks whose receiver was away an hour ago for as long as all attempts lasted, as the table of a local cloud would hold them. */
export const addExhausted = async (
  { cloud, receiver }: DemoEnvironment,
  count: number,
): Promise<{ readonly path: string; readonly since: string }> => {
  const client = dynamoClient(cloud.dynamo);
  const tasks = new DynamoTaskStore(client, cloud.tableName);
  const deliveries = new DynamoDeliveryStore(client, cloud.tableName);
  const path = `/missed-${crypto.randomUUID()}`;
  const now = cloud.clock.now();
  const since = now - hour - minute;
  const add = async (n: number) => {
    const about = { owner: cloud.apiKeyId, taskId: `missed-${n}${path}` };
    const at = since + Math.floor((n * minute) / count);
    const { leaseUntil: _, ...task } = aTask({
      ...about,
      status: 'failed',
      error: { code: 'provider_failed', message: 'No' },
      callbackUrl: `${receiver.url}${path}`,
      registeredAt: at - minute,
      deadline: now + hour,
      finishedAt: at,
      recordedAt: at,
    });
    const {
      leaseUntil: __,
      nextAttemptAt: ___,
      ...delivery
    } = aDelivery({
      ...about,
      event: 'video.failed',
      eventId: `msg_missed${n}`,
      state: 'exhausted',
      requestedAt: at,
      attempts: 10,
      settledAt: now,
    });
    await Promise.all([tasks.add(task), deliveries.add(delivery)]);
  };
  for (let n = 0; n < count; n += 50) {
    const some = Array.from({ length: Math.min(50, count - n) }, (_, more) => add(n + more));
    await Promise.all(some);
  }
  return { path, since: new Date(since).toISOString() };
};

/** How often each event came. */
export const timesReceived = (received: readonly ReceivedCallback[], path: string): readonly number[] => {
  const byEvent = Map.groupBy(
    received.filter((callback) => callback.path === path),
    ({ eventId }) => eventId,
  );
  return [...byEvent.values()].map((callbacks) => callbacks.length);
};
