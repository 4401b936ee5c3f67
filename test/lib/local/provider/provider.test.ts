import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SimulatedProvider, startProvider } from '../../../../lib/local/provider/provider.ts';

const day = 24 * 3600 * 1000;
let now = Date.UTC(2026, 0, 1);
let provider: SimulatedProvider;

beforeEach(async () => {
  provider = await startProvider({ now: () => now, seed: 'tests' });
});
afterEach(() => provider.close());

const headers = (key = provider.key): Record<string, string> => ({ authorization: `Bearer ${key}` });
const ask = (id: string, key?: string): Promise<Response> =>
  fetch(`${provider.url}/v1/result/${id}`, { headers: headers(key) });
const create = (body: unknown): Promise<Response> =>
  fetch(`${provider.url}/v1/seedance/videos`, {
    method: 'POST',
    headers: { ...headers(), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const fox = (prompt = 'a fox in the snow'): unknown => ({
  model: 'seedance_1_5_pro_720p',
  content: [{ type: 'text', text: prompt }],
});
interface Result {
  readonly id: string;
  readonly video_url: string;
  readonly error: unknown;
}
const result = async (response: Promise<Response>): Promise<Result> =>
  (await (await response).json()) as Result;
const sha256 = (bytes: ArrayBuffer): string =>
  createHash('sha256').update(new Uint8Array(bytes)).digest('hex');

describe('the simulated provider as documented', () => {
  test('creates a task, which is queued, then processed, then completed with a link', async () => {
    const created = await result(create(fox()));
    expect(created).toEqual({
      id: expect.stringMatching(/^video_/),
      object: 'video',
      created: Math.floor(now / 1000),
      model: 'seedance_1_5_pro_720p',
      status: 'queued',
    });
    const unknown = { video_url: null, actualDuration: null, error: null };
    expect(await result(ask(created.id))).toEqual({ ...created, ...unknown });
    now += 20_000;
    expect(await result(ask(created.id))).toMatchObject({ status: 'processing', ...unknown });
    now += 160_000;
    expect(await result(ask(created.id))).toMatchObject({
      status: 'completed',
      video_url: expect.stringContaining(`/videos/${created.id}.mp4?token=`),
      actualDuration: 5,
      error: null,
    });
  });

  test.each(['failed', 'cancelled', 'expired'] as const)(
    'ends a task as %s, without a link',
    async (ends) => {
      const { taskId } = provider.create({ ends, queuedSeconds: 0, generatingSeconds: 0 });
      const answer = await result(ask(taskId));
      expect(answer).toMatchObject({ status: ends, video_url: null });
      expect(typeof answer.error === 'string').toBe(ends === 'failed');
    },
  );

  test('deletes the task and its video after a day', async () => {
    const { taskId } = provider.create();
    now += day - 1000;
    const { video_url } = await result(ask(taskId));
    expect((await fetch(video_url)).status).toBe(200);
    now += 1000;
    expect((await ask(taskId)).status).toBe(404);
    expect((await fetch(video_url)).status).toBe(404);
  });

  test('hands the video out without the key, whole and in ranges, and never without the token', async () => {
    const { taskId, video } = provider.create({ generatingSeconds: 0, queuedSeconds: 0 });
    const { video_url } = await result(ask(taskId));
    const whole = await fetch(video_url);
    expect(whole.headers.get('content-type')).toBe('video/mp4');
    const bytes = await whole.arrayBuffer();
    expect(video).toEqual({ bytes: bytes.byteLength, sha256s: [sha256(bytes)] });
    const etag = whole.headers.get('etag') ?? '';
    const part = await fetch(video_url, { headers: { range: 'bytes=100-199', 'if-match': etag } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 100-199/${bytes.byteLength}`);
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(new Uint8Array(bytes.slice(100, 200)));
    expect((await fetch(video_url, { headers: { 'if-match': '"other"' } })).status).toBe(412);
    expect((await fetch(video_url, { headers: { range: `bytes=${bytes.byteLength}-` } })).status).toBe(416);
    expect((await fetch(video_url.replace(/token=.*/, 'token=guessed'))).status).toBe(403);
  });

  test('refuses a wrong key, a wrong path, an unknown id and a wrong creation', async () => {
    expect((await ask('video_1', 'another')).status).toBe(401);
    expect((await ask('video_1')).status).toBe(404);
    const lost = await fetch(`${provider.url}/v1/models`, { headers: headers() });
    expect([lost.status, await lost.json()]).toEqual([
      404,
      { message: 'No handler found for GET /kyyReactApiServer/v1/models' },
    ]);
    expect((await create({ model: 'seedance_1_5_pro_720p', content: [] })).status).toBe(400);
    expect((await create({ content: [{ type: 'text', text: 'x' }] })).status).toBe(400);
  });

  test('takes a script from the options in the prompt', async () => {
    const prompt = 'a fox --fate failed --takes 5 --query throttled,hang,nonsense';
    const { id } = await result(create(fox(prompt)));
    const { script } = provider.groundTruthOf(id) ?? {};
    expect(script).toMatchObject({ ends: 'failed', generatingSeconds: 5 });
    expect(script?.misbehaves).toEqual({ create: [], query: { 1: ['throttled'], 2: ['hang'] }, video: {} });
    expect((await ask(id)).status).toBe(429);
  });

  test('creates a task even if its answer says failed, has no id, or is lost', async () => {
    expect(await result(create(fox('--create failed-at-birth')))).toMatchObject({ status: 'failed' });
    expect(await result(create(fox('--create no-id')))).not.toHaveProperty('id');
    await expect(create(fox('--create reset'))).rejects.toThrow();
    expect(provider.groundTruths()).toHaveLength(3);
  });

  test('records every poll and every request for the video, with the actual status', async () => {
    const { taskId } = provider.create({ queuedSeconds: 60, generatingSeconds: 60 });
    await ask(taskId);
    now += 120_000;
    const { video_url } = await result(ask(taskId));
    await (await fetch(video_url, { headers: { range: 'bytes=0-9' } })).arrayBuffer();
    const groundTruth = provider.groundTruthOf(taskId);
    expect(groundTruth).toMatchObject({
      createdAt: now - 120_000,
      endsAt: now,
      rightOutcome: { status: 'completed' },
    });
    expect(groundTruth?.polls).toEqual([
      { at: now - 120_000, trueStatus: 'queued', misbehaviours: [] },
      { at: now, trueStatus: 'completed', misbehaviours: [] },
    ]);
    expect(groundTruth?.videoRequests).toEqual([
      { at: now, range: 'bytes=0-9', misbehaviours: [], status: 206, bytesSent: 10 },
    ]);
  });
});
