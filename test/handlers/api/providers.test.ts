import { describe, expect, it } from 'vitest';
import { definitionOf } from '../../../lambdas/adapters/provider/definitions.ts';
import { day, second } from '../../../lambdas/domain/task/time.ts';
import { apiOverFakes } from '../../support/api-client.ts';

const callbackUrl = 'https://example.com/hook';
const names = ['seedance', 'ark', 'fal', 'wavespeed'];
const api = (...others: readonly string[]) =>
  apiOverFakes({ providers: { names: others.length > 0 ? others : names, definitionOf } });

describe('a task of another provider', () => {
  it('is another task than the default provider’s of the same id, and each is found by its name', async () => {
    const { call, store, executions } = api();
    const of = (provider?: string) => ({ taskId: 'same-1', callbackUrl, ...(provider && { provider }) });
    const answers = [];
    for (const provider of [undefined, 'ark', 'wavespeed', 'seedance']) {
      answers.push(await call('registerTask', { body: of(provider) }));
    }
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 200]);
    expect(answers[1]?.headers.Location).toBe('/v1/tasks/ark%3Asame-1');
    expect(answers[1]?.body).toMatchObject({
      taskId: 'ark:same-1',
      provider: 'ark',
      providerTaskId: 'same-1',
    });
    expect(executions.started.map(({ taskId }) => taskId)).toEqual([
      'same-1',
      'ark:same-1',
      'wavespeed:same-1',
      'same-1',
    ]);
    for (const taskId of ['same-1', 'seedance:same-1', 'ark:same-1', 'wavespeed:same-1']) {
      const answer = await call('getTask', { taskId });
      expect(`${answer.body.provider}:${answer.body.providerTaskId}`).toBe(
        taskId.includes(':') ? taskId : 'seedance:same-1',
      );
    }
    expect(await store.find({ owner: 'owner1', taskId: 'same-1' })).not.toHaveProperty('provider');
  });

  it('belongs to the owner who registers it first, as it does with the default provider', async () => {
    const { call } = api();
    const body = { taskId: 'same-1', callbackUrl };
    expect((await call('registerTask', { owner: 'one', body })).status).toBe(202);
    expect((await call('registerTask', { owner: 'two', body: { ...body, provider: 'ark' } })).status).toBe(
      202,
    );
    const taken = await call('registerTask', { owner: 'one', body: { ...body, provider: 'ark' } });
    expect(taken).toMatchObject({ status: 409, body: { type: 'urn:seedance-relay:problem:task-taken' } });
  });

  it('is tracked as long as that provider keeps it', async () => {
    const { call, store } = api();
    await call('registerTask', { body: { taskId: 'p1', provider: 'wavespeed', callbackUrl } });
    const task = await store.find({ owner: 'owner1', taskId: 'wavespeed:p1' });
    expect(task?.terms?.kept).toMatchObject({ from: 'created', mediaSeconds: (7 * day) / second });
  });

  it('is tracked by its bare id where that provider is the default', async () => {
    const { call } = api('ark', 'seedance');
    const ark = await call('registerTask', { body: { taskId: 'cgt-1', callbackUrl } });
    expect(ark.body).toMatchObject({ taskId: 'cgt-1', provider: 'ark' });
    const other = await call('registerTask', {
      body: { taskId: 'cgt-1', provider: 'seedance', callbackUrl },
    });
    expect(other.body).toMatchObject({ taskId: 'seedance:cgt-1', provider: 'seedance' });
    for (const taskId of ['cgt-1', 'ark:cgt-1']) {
      expect((await call('getTask', { taskId })).body.provider).toBe('ark');
    }
  });

  it('is refused if the deployment does not have the provider, or no id of it looks like that', async () => {
    const { call } = api();
    const unknown = await call('registerTask', {
      body: { taskId: 'x', provider: 'replicate', callbackUrl: '' },
    });
    expect(unknown.status).toBe(400);
    expect(unknown.body.errors).toContainEqual({
      field: 'provider',
      detail: 'Must be one of those that this deployment has: seedance, ark, fal, wavespeed',
    });
    for (const taskId of ['764cabcf', 'fal-ai/x/../y', 'fal-ai/../764cabcf']) {
      const bad = await call('registerTask', { body: { taskId, provider: 'fal', callbackUrl } });
      expect(bad.body.errors).toMatchObject([{ field: 'taskId' }]);
    }
    const long = await call('registerTask', {
      body: { taskId: 'x'.repeat(255), provider: 'ark', callbackUrl },
    });
    expect(long.body.errors).toMatchObject([{ field: 'taskId' }]);
  });
});

describe('creating a video at another provider', () => {
  const headers = { 'Idempotency-Key': 'k1' };
  const body = {
    model: 'doubao-seedance-1-5-pro',
    content: [{ type: 'text', text: 'A cat on a roof' }],
    callbackUrl,
  };

  it('sends the body there, and tracks what it answers', async () => {
    const { call, provider } = api();
    provider.answer = { kind: 'created', taskId: 'cgt-9' };
    const answer = await call('createVideo', { headers, body: { ...body, provider: 'ark' } });
    expect(answer).toMatchObject({ status: 202, body: { taskId: 'ark:cgt-9', provider: 'ark' } });
    expect(provider.asked).toEqual([expect.not.objectContaining({ provider: expect.anything() })]);
    expect(provider.askedOf).toEqual(['ark']);
    const again = await call('createVideo', { headers, body: { ...body, provider: 'ark' } });
    expect(again.body.taskId).toBe('ark:cgt-9');
    const other = await call('createVideo', { headers, body });
    expect(other.body.type).toBe('urn:seedance-relay:problem:idempotency-key-reused');
  });

  it('that does not take this body is a 422, and asks nothing', async () => {
    const { call, provider } = api();
    const answer = await call('createVideo', { headers, body: { ...body, provider: 'fal' } });
    expect(answer).toMatchObject({
      status: 422,
      body: { type: 'urn:seedance-relay:problem:provider-creates-no-videos' },
    });
    expect(provider.asked).toEqual([]);
  });
});
