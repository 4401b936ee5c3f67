import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OperationId, type Route, routes } from '../../../lambdas/contract/routes.ts';
import { requestExamples } from '../../../lambdas/handlers/api/openapi/examples.ts';
import { type LocalCloud, startLocalCloud } from '../../../lib/local/cloud/cloud.ts';
import type { Misbehaviour } from '../../../lib/local/provider/misbehaviours.ts';
import { type SimulatedProvider, startProvider } from '../../../lib/local/provider/provider.ts';
import { beginCreation } from '../../support/begun-creation.ts';
import { DescribedApi, publishedDocument } from '../../support/described-api.ts';
import { walkRecoveries } from '../../support/walked-recoveries.ts';

const callbackUrl = 'http://127.0.0.1:9/nobody';
const patient = { timeout: 20_000, interval: 20 };
const endless = { ends: 'never' } as const;
const json = { 'content-type': 'application/json' };

describe('The published document, walked through the local cloud', () => {
  let provider: SimulatedProvider;
  let cloud: LocalCloud;
  let api: DescribedApi;
  let misbehaviour: Misbehaviour | undefined;
  beforeAll(async () => {
    let now = () => Date.now();
    provider = await startProvider({
      now: () => now(),
      plan: ({ kind }) => (kind === 'create' && misbehaviour !== undefined ? [misbehaviour] : []),
    });
    cloud = await startLocalCloud({
      speed: 60,
      network: 'loopback',
      context: { maxOpenTasks: '20' },
      provider: { baseUrl: provider.url, key: provider.key },
    });
    now = () => cloud.clock.now();
    api = new DescribedApi(cloud.apiUrl, cloud.apiKey);
  });
  afterAll(async () => {
    await cloud?.close();
    await provider?.close();
  });

  const register = async (script: Parameters<SimulatedProvider['create']>[0]): Promise<string> => {
    const { taskId } = provider.create(script);
    expect((await api.call('registerTask', { body: { taskId, callbackUrl } })).status).toBe(202);
    return taskId;
  };
  const until = async (taskId: string, status: string): Promise<void> => {
    await expect.poll(async () => (await api.call('getTask', { taskId })).body.status).toBe(status);
  };
  const badBodies = async (operation: OperationId, headers: Record<string, string>) => {
    const status = async (body: unknown, more = {}) =>
      (await api.call(operation, { body, headers: { ...headers, ...more } })).status;
    expect(await status({ colour: 'red' })).toBe(400);
    expect(await status('{"taskId":')).toBe(400);
    expect(await status(' '.repeat(65_537))).toBe(413);
    expect(await status('taskId=1', { 'content-type': 'text/plain' })).toBe(415);
  };

  it('tasks are registered, one or many', async () => {
    const { taskId } = provider.create({ ends: 'never' });
    const body = { taskId, callbackUrl, metadata: { order: '7' } };
    const first = await api.call('registerTask', { body });
    expect(first.status).toBe(202);
    expect(first.headers.get('location')).toBe(`/v1/tasks/${taskId}`);
    expect((await api.call('registerTask', { body })).status).toBe(200);
    expect((await api.call('registerTask', { body: { ...body, metadata: {} } })).status).toBe(409);
    const many = await api.call('registerTask', { body: [body, { ...body, taskId: 7 }] });
    expect(many.body.results).toMatchObject([{ status: 200 }, { status: 400 }]);
    await badBodies('registerTask', json);
  });

  it('tasks are listed page by page', async () => {
    await register({ ends: 'never' });
    const page = await api.call('listTasks', { query: { limit: '1' } });
    expect(page.status).toBe(200);
    const next = await api.call('listTasks', { query: { cursor: page.body.nextCursor } });
    expect(next.body.tasks[0].taskId).not.toBe(page.body.tasks[0].taskId);
    expect((await api.call('listTasks', { query: { status: 'queued' } })).status).toBe(200);
    expect((await api.call('listTasks', { query: { delivery: 'pending' } })).status).toBe(200);
    expect((await api.call('listTasks', { query: { cursor: 'made up' } })).status).toBe(400);
  });

  it('a task is followed to its video, and its event is sent again', async () => {
    const taskId = await register({ queuedSeconds: 1, generatingSeconds: 1 });
    await until(taskId, 'completed');
    // Its callbacks go on meanwhile, and each changes what is shown.
    const again = (operation: OperationId) => async () => {
      const { headers } = await api.call(operation, { taskId });
      const condition = { 'if-none-match': headers.get('etag') ?? '' };
      return (await api.call(operation, { taskId, headers: condition })).status;
    };
    for (const read of ['getTask', 'listDeliveries', 'listTasks', 'listEstimates'] as const) {
      await expect.poll(again(read)).toBe(304);
    }
    const video = await api.call('getVideo', { taskId });
    expect(video.status).toBe(302);
    const link = await api.call('getVideo', { taskId, headers: { Accept: 'application/json' } });
    expect(link.body).toMatchObject({ url: expect.stringMatching(/^https?:/) });
    const file = await fetch(video.headers.get('location') ?? '');
    expect(file.headers.get('content-type')).toBe('video/mp4');
    expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(100_000);
    expect((await api.call('stopTask', { taskId })).status).toBe(409);
    expect((await api.call('retryTask', { taskId })).status).toBe(409);
    await expect
      .poll(async () => (await api.call('listDeliveries', { taskId })).body.deliveries[0]?.attempts.length)
      .toBeGreaterThan(0);
    expect((await api.call('getEvent', { taskId })).body.headers['webhook-id']).toMatch(/^msg_/);
    expect((await api.call('redeliver', { taskId })).status).toBe(202);
  });

  it('a task is stopped, and nothing more is asked or sent', async () => {
    /** Stops a task, and tells when its second question would have been: not before the stop, however slow the machine. */
    const stopInTime = async (): Promise<[taskId: string, due: number]> => {
      const taskId = await register({
        ends: 'never',
        misbehaves: { query: { 1: [{ name: 'throttled', amount: 150 }] } },
      });
      const task = async () => (await api.call('getTask', { taskId })).body;
      await expect.poll(async () => (await task()).queries).toBeGreaterThan(0);
      const due = Date.parse((await task()).nextQueryAt);
      expect((await api.call('redeliver', { taskId })).status).toBe(409);
      expect((await api.call('getEvent', { taskId })).status).toBe(409);
      expect((await api.call('getVideo', { taskId })).status).toBe(409);
      const stopped = await api.call('stopTask', { taskId });
      expect(stopped).toMatchObject({ status: 202, body: { status: 'stopped', nextQueryAt: null } });
      return cloud.clock.now() < due ? [taskId, due] : stopInTime();
    };
    const [taskId, due] = await stopInTime();
    expect((await api.call('stopTask', { taskId })).status).toBe(202);
    await expect
      .poll(() =>
        cloud.executions.list().filter((one) => one.input.includes(taskId) && one.status === 'RUNNING'),
      )
      .toEqual([]);
    expect((await api.call('getVideo', { taskId })).status).toBe(404);
    await cloud.clock.sleep(due + 60_000 - cloud.clock.now());
    expect(provider.groundTruthOf(taskId)?.polls).toHaveLength(1);
    expect((await api.call('listDeliveries', { taskId })).body.deliveries).toEqual([]);
  });

  it('a task that nobody knew is tried again', async () => {
    const taskId = 'made later';
    expect((await api.call('registerTask', { body: { taskId, callbackUrl } })).status).toBe(202);
    await until(taskId, 'expired');
    await expect.poll(async () => (await api.call('retryTask', { taskId })).status).toBe(202);
    expect((await api.call('getTask', { taskId })).body).toMatchObject({ retries: 1 });
  });

  it('what is not there is not found', async () => {
    for (const operation of byTask) expect((await api.call(operation, { taskId: 'gone' })).status).toBe(404);
  });

  it('videos are created, or it is told why not', async () => {
    const create = async (key: string, more: object = {}, named?: Misbehaviour) => {
      misbehaviour = named;
      const body = { ...requestExamples.createVideo?.example, callbackUrl, ...more };
      return api.call('createVideo', { body, headers: { ...json, 'idempotency-key': key } });
    };
    const first = await create('first');
    expect(first.status).toBe(202);
    expect(await create('first')).toMatchObject({ status: 202, body: { taskId: first.body.taskId } });
    expect((await create('first', { duration: 6 })).status).toBe(422);
    expect((await create('refused', { model: 'sora' })).status).toBe(422);
    expect((await create('lost', {}, 'reset')).status).toBe(502);
    expect((await create('lost')).status).toBe(502);
    expect((await create('busy', {}, 'throttled')).status).toBe(503);
    expect((await create('busy')).status).toBe(202);
    await beginCreation(cloud, 'slow', 'first');
    expect((await create('slow')).status).toBe(409);
    misbehaviour = undefined;
    await badBodies('createVideo', { ...json, 'idempotency-key': 'bad' });
    expect((await api.call('createVideo', { body: {} })).body.errors[0].field).toBe('Idempotency-Key');
  });

  it('an owner with as many open tasks as it may have is told so', async () => {
    const { value } = await cloud.createApiKey('busy');
    const headers = { ...json, 'x-api-key': value };
    const body = { ...requestExamples.createVideo?.example, callbackUrl };
    const calls = {
      registerTask: () => ({ body: { taskId: provider.create(endless).taskId, callbackUrl }, headers }),
      createVideo: (name: string) => ({ body, headers: { ...headers, 'idempotency-key': name } }),
    };
    // Each copy of the function counts once a minute: the limit may be passed meanwhile.
    let number = 0;
    for (const operation of ['registerTask', 'createVideo'] as const) {
      const next = async () => api.call(operation, calls[operation](`open-${++number}`));
      const type = 'urn:seedance-relay:problem:too-many-open-tasks';
      await expect.poll(next, patient).toMatchObject({ status: 429, body: { type } });
    }
  });

  it('what was missed is sent again, as a job', () => walkRecoveries(api, cloud));

  it('a callback URL is tried', async () => {
    const tried = await api.call('sendTestEvent', { body: { callbackUrl } });
    expect(tried).toMatchObject({ status: 200, body: { result: 'failed', failure: 'connection_refused' } });
    for (const operation of ['sendTestEvent', 'startRecovery'] as const) await badBodies(operation, json);
  });

  it('an answer of a provider is explained', async () => {
    const body = { id: 'video_1', status: 'succeeded', files: ['https://e.com/v.mp4'] };
    const checked = await api.call('checkProvider', { body: { body } });
    expect(checked).toMatchObject({ status: 200, body: { answer: 'completed', notRead: ['files.0'] } });
    expect((await api.call('checkProvider', { provider: 'fal', body: { body } })).status).toBe(404);
    await badBodies('checkProvider', json);
  });

  it('keys and document are there for the asking', async () => {
    expect((await api.call('getSigningKeys')).body.current.publicKey).toMatch(/^whpk_/);
    expect((await api.call('getDocument')).body).toEqual(publishedDocument);
  });

  it('the console is there for anyone, and what has not changed is not sent again', async () => {
    const { status, headers } = await api.call('getConsole', { headers: { 'x-api-key': '' } });
    expect(status).toBe(200);
    const again = { 'if-none-match': headers.get('etag') ?? '' };
    expect((await api.call('getConsole', { headers: again })).status).toBe(304);
  });

  it('nobody gets anywhere without a key', async () => {
    for (const [id, { open }] of Object.entries<Route>(routes)) {
      if (open) continue;
      const operation = id as OperationId;
      const answer = await api.call(operation, { taskId: 'any', headers: { 'x-api-key': 'wrong' } });
      expect(answer).toMatchObject({ status: 403, body: { type: 'urn:seedance-relay:problem:forbidden' } });
    }
  });

  it('every status that the document names has been seen', () => {
    const documented = (Object.keys(routes) as OperationId[]).flatMap((operation) => {
      const { method, path } = routes[operation];
      const responses = publishedDocument.paths[path]?.[method.toLowerCase()]?.responses ?? {};
      return Object.keys(responses)
        .filter((status) => status !== 'default')
        .map((status) => `${operation} ${status}`);
    });
    expect(documented.length).toBeGreaterThan(40);
    // Locally nobody is throttled.
    expect(documented.filter((one) => !api.seen.has(one))).toEqual(['getConsole 429']);
  });
});

const byTask = [
  'getTask',
  'stopTask',
  'getVideo',
  'listDeliveries',
  'getEvent',
  'redeliver',
  'retryTask',
] as const;
