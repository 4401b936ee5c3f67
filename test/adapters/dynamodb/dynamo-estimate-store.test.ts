import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoEstimateStore } from '../../../lambdas/adapters/dynamodb/dynamo-estimate-store.ts';
import { minute } from '../../../lambdas/domain/task/time.ts';
import { type DynamoServer, startDynalite } from '../../support/dynamo-servers.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { MemoryTelemetry } from '../../support/fakes/memory-telemetry.ts';

describe('generation times in DynamoDB', () => {
  let server: DynamoServer;
  beforeAll(async () => {
    server = await startDynalite();
  });
  afterAll(() => server.close());

  const key = (model: string) => ({ model, serviceTier: 'default' as const });
  const estimates = (
    clock = new ManualClock(),
    tableName = server.tableName,
    telemetry = new MemoryTelemetry(),
  ) => new DynamoEstimateStore(server.client, tableName, clock, telemetry);
  const seen = { fromSeconds: 121.7, toSeconds: 152.3 };

  it('are counted by model and tier', async () => {
    await estimates().add(key('m1'), seen);
    await estimates().add(key('m1'), seen);
    await estimates().add(key('m1'), { fromSeconds: 0, toSeconds: 31 });
    await estimates().add({ model: 'm1', serviceTier: 'flex' }, { fromSeconds: 5_000, toSeconds: 5_120 });
    expect(await estimates().of(key('M1'))).toMatchObject([
      { fromSeconds: 122, toSeconds: 152, count: 2 },
      { fromSeconds: 0, toSeconds: 31, count: 1 },
    ]);
    expect(await estimates().of({ model: 'm1', serviceTier: 'flex' })).toMatchObject([
      { fromSeconds: 5_000, toSeconds: 5_120, count: 1 },
    ]);
    expect(await estimates().of(key('m2'))).toEqual([]);
  });

  it('of tasks that finish at one moment are all counted', async () => {
    const writers = Array.from({ length: 10 }, () => estimates());
    await Promise.all(writers.map((writer) => writer.add(key('crowd'), seen)));
    expect(await estimates().of(key('crowd'))).toMatchObject([
      { fromSeconds: 122, toSeconds: 152, count: 10 },
    ]);
  });

  it('fill pages of twenty, the newest first, of which five are read', async () => {
    const writers = [estimates(), estimates(), estimates()] as const;
    for (let n = 0; n < 150; n += 1) await writers[n % 3]?.add(key('long'), seen);
    const read = await estimates().of(key('long'));
    const pages = await server.client.send(
      new QueryCommand({
        TableName: server.tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': 'ESTIMATE#long#default' },
      }),
    );
    const lengths = (pages.Items ?? []).map(({ length }) => Number(length));
    expect(lengths.slice(0, -1).every((length) => length >= 20 && length <= 22)).toBe(true);
    const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
    expect(sum(read.map(({ count }) => count))).toBe(sum(lengths.slice(-5)));
  });

  it('come the newest first, whatever they are', async () => {
    const clock = new ManualClock();
    const writer = estimates(clock);
    const times = [200, 90, 400, 89, 310];
    for (const fromSeconds of times) {
      await writer.add(key('order'), { fromSeconds, toSeconds: fromSeconds + 30 });
      clock.advance(minute);
    }
    const read = await estimates(clock).of(key('order'));
    expect(read.map(({ fromSeconds }) => fromSeconds)).toEqual([...times].reverse());
  });

  it('that an earlier version wrote are older than all others', async () => {
    await server.client.send(
      new UpdateCommand({
        TableName: server.tableName,
        Key: { pk: 'ESTIMATE#old#default', sk: 'SIGHTINGS#00000000' },
        UpdateExpression: 'SET seen_90_120 = :two, #length = :two',
        ExpressionAttributeNames: { '#length': 'length' },
        ExpressionAttributeValues: { ':two': 2 },
      }),
    );
    await estimates().add(key('old'), seen);
    expect(await estimates().of(key('old'))).toMatchObject([
      { fromSeconds: 122, toSeconds: 152, count: 1 },
      { fromSeconds: 90, toSeconds: 120, count: 2 },
    ]);
  });

  it('are read at most once in a minute', async () => {
    const clock = new ManualClock();
    const reader = estimates(clock);
    await reader.of(key('cached'));
    await estimates().add(key('cached'), seen);
    clock.advance(minute - 1);
    expect(await reader.of(key('cached'))).toEqual([]);
    clock.advance(1);
    expect(await reader.of(key('cached'))).toHaveLength(1);
  });

  it('that nobody can read or write stop nothing', async () => {
    const telemetry = new MemoryTelemetry();
    const broken = estimates(new ManualClock(), 'no-such-table', telemetry);
    await broken.add(key('m'), seen);
    expect(await broken.of(key('m'))).toEqual([]);
    expect(await broken.of(key('m'))).toEqual([]);
    expect(telemetry.logged.map(({ message }) => message)).toEqual([
      'estimatesUnavailable',
      'estimatesUnavailable',
    ]);
  });

  it('that are poisoned are passed over', async () => {
    await estimates().add(key('poison'), seen);
    await server.client.send(
      new UpdateCommand({
        TableName: server.tableName,
        Key: { pk: 'ESTIMATE#poison#default', sk: 'SIGHTINGS#00000000' },
        UpdateExpression: 'SET seen_5_10 = :text, seen_x_9 = :one, seen_5 = :one, odd = :one',
        ExpressionAttributeValues: { ':text': 'many', ':one': 1 },
      }),
    );
    expect(await estimates().of(key('poison'))).toMatchObject([
      { fromSeconds: 122, toSeconds: 152, count: 1 },
    ]);
  });

  it('of names that look like none are counted together', async () => {
    for (const model of ['a b', 'x#y', 'z'.repeat(65), '']) await estimates().add(key(model), seen);
    await estimates().add({ serviceTier: 'default' }, seen);
    expect(await estimates().of(key('\u0000'))).toMatchObject([
      { fromSeconds: 122, toSeconds: 152, count: 5 },
    ]);
  });
});
