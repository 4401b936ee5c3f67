import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Misbehaviour } from '../../../../lib/local/provider/misbehaviours.ts';
import { answerMisbehaviours } from '../../../../lib/local/provider/misbehaviours.ts';
import { passing, seededPlan } from '../../../../lib/local/provider/plan.ts';
import { type SimulatedProvider, startProvider } from '../../../../lib/local/provider/provider.ts';
import type { TaskScript } from '../../../../lib/local/provider/task-script.ts';

let provider: SimulatedProvider;
beforeEach(async () => {
  provider = await startProvider();
});
afterEach(() => provider.close());

const request = async (
  misbehaviours: readonly Misbehaviour[],
  script: Partial<TaskScript> = {},
  patience = 20_000,
): Promise<Response> => {
  const misbehaves = { query: { 1: misbehaviours } };
  const { taskId } = provider.create({ queuedSeconds: 0, generatingSeconds: 0, ...script, misbehaves });
  return fetch(`${provider.url}/v1/result/${taskId}`, {
    headers: { authorization: `Bearer ${provider.key}` },
    signal: AbortSignal.timeout(patience),
  });
};
const body = async (...of: Parameters<typeof request>): Promise<Record<string, unknown>> =>
  (await (await request(...of)).json()) as Record<string, unknown>;

test.each<[Misbehaviour, number, unknown]>([
  ['login-failed', 200, { code: '204', msg: '登录验证失败' }],
  ['unauthorized', 401, { error: { code: 'AuthenticationError' } }],
  ['wrong-path', 404, { message: expect.stringContaining('No handler found for GET') }],
  ['not-found', 404, { error: { code: 'task_not_found' } }],
  ['not-found-softly', 200, { code: '404' }],
  [{ name: 'server-error', amount: 503 }, 503, { error: {} }],
  ['enveloped', 200, { data: { status: 'completed' } }],
  [{ name: 'enveloped', amount: 2 }, 200, { result: { status: 'completed' } }],
  [{ name: 'synonyms', amount: 2 }, 200, { status: 'SUCCESS' }],
  ['unknown-status', 200, { status: 'ruminating' }],
  ['numbers-as-text', 200, { created: expect.stringMatching(/^\d+$/), actualDuration: '5' }],
  ['without-link', 200, { status: 'completed', video_url: null }],
  [{ name: 'link-elsewhere', amount: 4 }, 200, { content: { video_url: expect.stringContaining('http') } }],
  ['image', 200, { image_url: expect.stringContaining('http') }],
  [{ name: 'progress', amount: 2 }, 200, { progress: '40%' }],
  [{ name: 'absent-fields', amount: 2 }, 200, { error: '' }],
])('%j answers %i with %j', async (misbehaviour, status, payload) => {
  const answer = await request([misbehaviour]);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject(payload as object);
});

test('leaves out the status, or unknown fields, if scripted', async () => {
  expect(await body(['no-status'])).not.toHaveProperty('status');
  expect(await body(['absent-fields'])).not.toHaveProperty('error');
});

test('gives the reason of a failure as text, or as an object', async () => {
  expect(await body([], { ends: 'failed' })).toMatchObject({ error: '上游提交未返回task_id' });
  expect(await body(['error-as-object'], { ends: 'failed' })).toMatchObject({
    error: { message: '上游提交未返回task_id' },
  });
});

test('throttles with Retry-After in seconds, as a date, or without', async () => {
  expect((await request(['throttled'])).headers.get('retry-after')).toBe('45');
  expect((await request([{ name: 'throttled', amount: -90 }])).headers.get('retry-after')).toContain('GMT');
  expect((await request([{ name: 'throttled', amount: 0 }])).headers.has('retry-after')).toBe(false);
});

test('answers with nothing, or with a page, in place of JSON', async () => {
  expect(await (await request(['empty'])).text()).toBe('');
  expect(await (await request(['not-json'])).text()).toContain('<html>');
  expect((await request(['bad-gateway'])).status).toBe(502);
  const moved = await request(['moved']);
  expect([moved.status, await moved.text()]).toEqual([404, expect.stringContaining('<html>')]);
});

test.each(['hang', 'reset', 'stall', 'cut', 'endless'] as const)(
  'gives no complete answer if scripted to %s',
  async (name) => {
    await expect(request([name], {}, 1_000).then((answer) => answer.text())).rejects.toThrow();
  },
);

test('combines several misbehaviours in one answer', async () => {
  expect(await body(['synonyms', 'link-elsewhere', 'enveloped', 'numbers-as-text'])).toMatchObject({
    data: { status: 'succeeded', result_url: expect.any(String), actualDuration: '5' },
  });
});

test('records the actual status, whatever it answers', async () => {
  await body(['login-failed']);
  const [groundTruth] = provider.groundTruths();
  expect(groundTruth?.polls).toMatchObject([{ trueStatus: 'completed', misbehaviours: ['login-failed'] }]);
});

test('derives from a script how the task must end', () => {
  const outcome = (script: Partial<TaskScript>): string => {
    const { status, errorCode } = provider.create(script).rightOutcome;
    return errorCode ? `${status}: ${errorCode}` : status;
  };
  expect(outcome({})).toBe('completed');
  expect(outcome({ ends: 'never' })).toBe('expired: deadline_exceeded');
  expect(outcome({ misbehaves: { query: { always: ['without-link'] } } })).toBe(
    'failed: completed_without_video',
  );
  expect(outcome({ misbehaves: { query: { 3: ['without-link'] } } })).toBe('completed');
  expect(outcome({ misbehaves: { video: { always: ['forbidden'] } } })).toBe('failed: archive_failed');
});

test('a seeded plan is the same for the same seed, uses every misbehaviour, and leaves out every third request', () => {
  const plan = seededPlan(7, 0.5);
  const numbers = Array.from({ length: 600 }, (_, at) => at + 1);
  const drawn = numbers.map((number) => plan({ kind: 'query', taskId: 'a', number }));
  expect(numbers.map((number) => seededPlan(7, 0.5)({ kind: 'query', taskId: 'a', number }))).toEqual(drawn);
  expect(numbers.map((number) => seededPlan(8, 0.5)({ kind: 'query', taskId: 'a', number }))).not.toEqual(
    drawn,
  );
  const harmful = drawn.map((list) => list.filter((name) => passing.query.includes(name)));
  expect(new Set(harmful.flat()).size).toBe(passing.query.length);
  expect(harmful.filter((_, at) => (at + 1) % 3 === 0).flat()).toEqual([]);
  expect(passing.query.every((name) => String(name) in answerMisbehaviours)).toBe(true);
});
