import { describe, expect, it } from 'vitest';
import { classifyCreation } from '../../../lambdas/domain/creation/classify-creation.ts';

const classified = (httpStatus: number, body: unknown, more: { retryAfterSeconds?: number } = {}) =>
  classifyCreation({
    httpStatus,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    truncated: false,
    ...more,
  });

const created = {
  id: 'video_1',
  object: 'video',
  created: 1_767_225_600,
  model: 'seedance',
  status: 'queued',
};
const known = { kind: 'created', taskId: 'video_1', model: 'seedance', createdAt: 1_767_225_600_000 };

const rows: readonly (readonly [what: string, status: number, body: unknown, means: object])[] = [
  ['a task at the top', 200, created, known],
  ['a task in data', 200, { code: 0, data: created }, known],
  ['a task in result', 201, { result: created }, known],
  ['an id alone', 200, { id: 'video_1' }, { kind: 'created', taskId: 'video_1' }],
  ['an id beyond 2^53', 200, '{"id":9007199254740993}', { kind: 'created', taskId: '9007199254740993' }],
  ['an id named task_id', 200, { task_id: 'video_1' }, { kind: 'created', taskId: 'video_1' }],
  ['an id named taskId', 299, { data: { taskId: 'video_1' } }, { kind: 'created', taskId: 'video_1' }],
  [
    'the inner id before the envelope’s',
    200,
    { id: 'request_9', data: { id: 'video_1' } },
    { taskId: 'video_1' },
  ],
  [
    'a task that failed at once',
    200,
    { ...created, status: 'failed', error: 'No' },
    { kind: 'refused', message: 'No' },
  ],
  ['a message and no id', 200, { message: 'Out of balance' }, { kind: 'refused', message: 'Out of balance' }],
  ['neither id nor message', 200, {}, { kind: 'unknown', reason: 'no_status' }],
  ['an empty body', 200, '', { kind: 'unknown', reason: 'not_json' }],
  ['a status without id', 200, { status: 'queued' }, { kind: 'unknown', reason: 'no_id' }],
  ['a refusal', 400, { error: { message: 'Bad model' } }, { kind: 'refused', message: 'Bad model' }],
  ['a refusal without words', 422, '', { kind: 'refused', message: 'The provider answered HTTP 422.' }],
  ['a refusal in an envelope', 499, { data: { error: 'No' } }, { kind: 'refused', message: 'No' }],
  ['a request that came too late', 408, '', { kind: 'unknown', reason: 'unexpected' }],
  ['an id in a refusal', 400, { id: 'video_1' }, { kind: 'refused' }],
  ['a wrong key', 401, '', { kind: 'unavailable', reason: 'unauthorized' }],
  [
    'a login that failed',
    200,
    { code: '204', msg: '登录验证失败' },
    { kind: 'unavailable', reason: 'unauthorized' },
  ],
  ['too many requests', 429, '', { kind: 'unavailable', reason: 'throttled' }],
  [
    'a wrong path',
    404,
    { message: 'No handler found for POST /x' },
    { kind: 'unavailable', reason: 'wrong_path' },
  ],
  ['an unknown path in JSON', 404, { message: 'no' }, { kind: 'unavailable', reason: 'wrong_path' }],
  ['a fault of the provider', 500, { id: 'video_1' }, { kind: 'unknown', reason: 'server_error' }],
  ['an id that no path can carry', 200, { id: '..' }, { kind: 'unknown', reason: 'unusable_id' }],
  ['an id with a control character', 200, { id: 'a\u0000b' }, { kind: 'unknown', reason: 'unusable_id' }],
  ['an id of 257 characters', 200, { id: 'a'.repeat(257) }, { kind: 'unknown', reason: 'unusable_id' }],
  ['an id of 256 characters', 200, { id: 'a'.repeat(256) }, { kind: 'created', taskId: 'a'.repeat(256) }],
  ['a redirect', 302, '', { kind: 'unknown', reason: 'unexpected' }],
];

describe('the answer to a creation', () => {
  it.each(rows)('%s (HTTP %i)', (_, httpStatus, body, means) => {
    expect(classified(httpStatus, body)).toMatchObject(means);
  });

  it('says how long to wait if it says so', () => {
    expect(classified(429, '', { retryAfterSeconds: 7 })).toEqual({
      kind: 'unavailable',
      reason: 'throttled',
      retryAfterSeconds: 7,
    });
    expect(classified(429, '')).not.toHaveProperty('retryAfterSeconds');
  });

  it('has no model and no time if it names none', () => {
    expect(classified(200, { id: 'video_1' })).toEqual({ kind: 'created', taskId: 'video_1' });
  });
});

it('The answer to a creation says how the task is, if it does, for the schedule to go on from there', () => {
  expect(classified(200, created)).toMatchObject({ status: 'queued' });
  expect(classified(200, { ...created, status: 'running' })).toMatchObject({ status: 'processing' });
  for (const status of ['pondering', undefined]) {
    expect(classified(200, { ...created, status })).not.toHaveProperty('status');
  }
});
