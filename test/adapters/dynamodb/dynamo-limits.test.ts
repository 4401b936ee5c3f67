import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoCreationQuota } from '../../../lambdas/adapters/dynamodb/dynamo-creation-quota.ts';
import { DynamoOpenTasks } from '../../../lambdas/adapters/dynamodb/dynamo-open-tasks.ts';
import { DynamoTaskStore } from '../../../lambdas/adapters/dynamodb/dynamo-task-store.ts';
import { minute, second } from '../../../lambdas/domain/task/time.ts';
import { type DynamoServer, startDynalite } from '../../support/dynamo-servers.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { aTask, startOfTests } from '../../support/records.ts';

describe('In DynamoDB', () => {
  let server: DynamoServer;
  beforeAll(async () => {
    server = await startDynalite();
  });
  afterAll(() => server.close());

  it('a quota is exact, however many requests come at once, and begins anew with the month', async () => {
    const quota = new DynamoCreationQuota(server.client, server.tableName, 5);
    const taken = await Promise.all(Array.from({ length: 12 }, () => quota.take('owner1', startOfTests)));
    expect(taken.filter(({ kind }) => kind === 'taken')).toHaveLength(5);
    const spent = taken.find((one) => one.kind === 'quota_spent');
    expect(spent).toMatchObject({ most: 5 });
    expect((await quota.take('owner2', startOfTests)).kind).toBe('taken');
    await quota.giveBack('owner1', startOfTests);
    expect((await quota.take('owner1', startOfTests)).kind).toBe('taken');
    expect((await quota.take('owner1', startOfTests)).kind).toBe('quota_spent');
    const next = spent?.kind === 'quota_spent' ? spent.renewsAt : 0;
    expect((await quota.take('owner1', next)).kind).toBe('taken');
  });

  it('open tasks are counted once a minute, and sooner at the limit', async () => {
    const tasks = new DynamoTaskStore(server.client, server.tableName);
    const clock = new ManualClock();
    const open = new DynamoOpenTasks(server.client, server.tableName, clock, 3);
    await tasks.add(aTask({ owner: 'busy', taskId: 'a' }));
    await tasks.add(aTask({ owner: 'busy', taskId: 'b', status: 'processing' }));
    await tasks.add(aTask({ owner: 'busy', taskId: 'ended', status: 'completed' }));
    const admitted = async () => [await open.admit('busy'), await open.admit('busy')];
    expect(await admitted()).toEqual([true, false]);
    // What was let through has not been registered: the next count is right again.
    clock.advance(minute);
    expect(await admitted()).toEqual([true, false]);
    await tasks.add(aTask({ owner: 'busy', taskId: 'c' }));
    clock.advance(minute);
    expect(await admitted()).toEqual([false, false]);
    await tasks.change({ owner: 'busy', taskId: 'a', restart: 0 }, 'stop', { status: 'stopped' });
    expect(await open.admit('busy')).toBe(false);
    clock.advance(10 * second);
    expect(await open.admit('busy')).toBe(true);
    expect(await open.admit('idle')).toBe(true);
  });
});
