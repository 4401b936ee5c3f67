import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoTaskStore } from '../../../lambdas/adapters/dynamodb/dynamo-task-store.ts';
import { type DynamoServer, startDynalite } from '../../support/dynamo-servers.ts';
import { aTask } from '../../support/records.ts';

describe('a change whose answer was lost', () => {
  let server: DynamoServer;
  let tasks: DynamoTaskStore;
  beforeAll(async () => {
    server = await startDynalite();
    tasks = new DynamoTaskStore(server.client, server.tableName);
  });
  afterAll(() => server.close());

  const finish = {
    status: 'archiving',
    sourceUrl: 'https://cdn.example/v.mp4',
    finishedAt: 7,
    nextQueryAt: undefined,
  } as const;

  it('recognises itself when it is sent again', async () => {
    const task = aTask({ taskId: 'lost', nextQueryAt: 3 });
    await tasks.add(task);
    expect(await tasks.change(task, 'finish', finish)).toBe('changed');
    expect(await tasks.change(task, 'finish', finish)).toBe('changed');
  });

  it('does not take another’s change for its own', async () => {
    const task = aTask({ taskId: 'others' });
    await tasks.add(task);
    await tasks.change(task, 'finish', { ...finish, finishedAt: 8 });
    expect(await tasks.change(task, 'finish', finish)).toBe('superseded');
    await tasks.change(task, 'restart', { restart: 1 });
    expect(await tasks.change(task, 'archive', { finishedAt: 8 })).toBe('superseded');
  });
});
