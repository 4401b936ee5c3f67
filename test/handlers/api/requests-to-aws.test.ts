import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApiOverServers } from '../../support/api-over-servers.ts';

const body = { callbackUrl: 'https://example.com/hook' };

describe('A warm function', () => {
  let api: Awaited<ReturnType<typeof startApiOverServers>>;
  beforeAll(async () => {
    api = await startApiOverServers();
  });
  afterAll(() => api?.close());

  it('registers a task with two conditional puts, for the claim and the task, and one start', async () => {
    const { status, calls } = await api.call('registerTask', { body: { ...body, taskId: 'one' } });
    expect({ status, calls }).toEqual({
      status: 202,
      calls: ['PutItemCommand', 'PutItemCommand', 'StartExecutionCommand'],
    });
  });

  it('shows a task with one read', async () => {
    await api.call('registerTask', { body: { ...body, taskId: 'shown' } });
    const { status, calls } = await api.call('getTask', { taskId: 'shown' });
    expect({ status, calls }).toEqual({ status: 200, calls: ['QueryCommand'] });
  });

  it('asks nothing of AWS for a request that is wrong', async () => {
    expect((await api.call('registerTask', { body })).calls).toEqual([]);
    expect((await api.call('createVideo', { body })).calls).toEqual([]);
    expect((await api.call('listTasks', { query: { cursor: 'made up' } })).calls).toEqual([]);
  });

  it('keeps metadata by every name that all objects have, and pays once for a video with it', async () => {
    const names = Object.getOwnPropertyNames(Object.prototype).filter((name) => name !== '__proto__');
    const metadata = Object.fromEntries(names.map((name) => [name, 'x']));
    const registered = await api.call('registerTask', { body: { ...body, taskId: 'named', metadata } });
    expect(registered).toMatchObject({ status: 202, body: { metadata } });
    expect((await api.call('getTask', { taskId: 'named' })).body.metadata).toEqual(metadata);
    const creation = { ...body, model: 'm', content: [{ type: 'text', text: 'a' }], metadata };
    const headers = { 'Idempotency-Key': 'named' };
    const asked = api.provider.asked.length;
    for (let times = 0; times < 2; times += 1) {
      const created = await api.call('createVideo', { body: creation, headers });
      expect(created).toMatchObject({ status: 202, body: { metadata } });
    }
    expect(api.provider.asked).toHaveLength(asked + 1);
  });

  it('gives a task to one of two owners who register it at the same moment', async () => {
    const answers = await Promise.all(
      ['first', 'second'].map((owner) =>
        api.call('registerTask', { body: { ...body, taskId: 'raced' }, owner }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
  });

  it('lists from an index, newest first, with cursors that go on', async () => {
    for (const taskId of ['a', 'b', 'c']) {
      await api.call('registerTask', { body: { ...body, taskId }, owner: 'lister' });
      await new Promise((done) => setTimeout(done, 2));
    }
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = { limit: '1', ...(cursor === null ? {} : { cursor }) };
      const page = await api.call('listTasks', { query, owner: 'lister' });
      expect(page.calls).toEqual(['QueryCommand']);
      ids.push(...page.body.tasks.map(({ taskId }: { taskId: string }) => taskId));
      cursor = page.body.nextCursor;
    } while (cursor !== null);
    expect(ids).toEqual(['c', 'b', 'a']);
  });
});
