import { describe, expect, it } from 'vitest';
import { classify, classifyResult } from '../../../lambdas/domain/provider/classify.ts';
import { errorCode, errorMessage, failureIn } from '../../../lambdas/domain/provider/provider-failure.ts';
import { answerTo, base, link } from '../../support/classifying.ts';

const words = (text: string) => text.split(' ');
const failed = (fields: object) => answerTo({ ...base, status: 'failed', ...fields });

describe('what is said of a failure', () => {
  it.each(
    words(
      'ok OK okay success successful successfully succeed succeeded complete completed done null none 0 200 20000 成功 生成成功 ok. Success!',
    ),
  )('is nothing by the word %s', (word) => {
    expect(failureIn([{ message: word, code: word }])).toBeUndefined();
  });

  it.each(words('okey 2000 successor undone not-ok 300 成功率低'))(
    'is something by the word %s',
    (message) => {
      expect(failureIn([{ message }])?.message).toBe(message);
    },
  );

  it('is the most telling of all, with its own code', () => {
    expect(
      failureIn([{ error: 'task failed', data: { error: { code: 'X1', message: 'insufficient balance' } } }]),
    ).toEqual({
      ...{ message: 'insufficient balance', providerCode: 'X1', reason: 'quota' },
    });
    expect(failureIn([{ error: 'one' }, { error: 'two' }])).toEqual({ message: 'one', reason: 'unknown' });
  });

  it('has words from wherever there are some, or its code for words', () => {
    expect(failureIn([{ error: { code: 'QuotaExceeded' } }, { error: 'see the docs' }])).toEqual({
      ...{ message: 'see the docs', providerCode: 'QuotaExceeded', reason: 'quota' },
    });
    expect(failureIn([{ error: { code: 'E77' } }])).toEqual({
      message: 'E77',
      providerCode: 'E77',
      reason: 'unknown',
    });
  });

  it('is looked for in JSON in a text, and behind a sentence', () => {
    expect(errorMessage({ error: 'upstream said {"error":{"message":"too large"}} (413)' })).toBe(
      'too large',
    );
    expect(errorMessage({ error: '{"message":"too large"}' })).toBe('too large');
    expect(errorMessage({ data: '{"error":"inner"}' })).toBe('inner');
    expect(errorMessage({ error: 'a } b { c' })).toBe('a } b { c');
    expect(errorMessage({ error: 'just {curly} words' })).toBe('just {curly} words');
  });

  it('is looked for six levels deep, and in twenty of a list', () => {
    const nested = (levels: number): object =>
      levels === 0 ? { error: 'deep' } : { data: nested(levels - 1) };
    expect(errorMessage(nested(4) as never)).toBe('deep');
    expect(errorMessage(nested(5) as never)).toBeUndefined();
    const lists = (levels: number): unknown => (levels === 0 ? 'deep' : [lists(levels - 1)]);
    expect(errorMessage({ errors: lists(4) })).toBe('deep');
    expect(errorMessage({ errors: lists(5) })).toBeUndefined();
    const rows = (count: number) => ({ errors: [...Array<string>(count).fill('ok'), 'last'] });
    expect(errorMessage(rows(19))).toBe('last');
    expect(errorMessage(rows(20))).toBeUndefined();
  });

  it('is at most a thousand characters, of the first ten thousand', () => {
    expect(failureIn([{ error: 'x'.repeat(5_000) }])?.message).toHaveLength(1_000);
    expect(failureIn([{ error: `${'\u0007'.repeat(10_000)}late` }])).toBeUndefined();
  });

  it('has its code under any of the usual names, and as its type if it has no other', () => {
    for (const name of words('code error_code errCode ErrCodeExt failure_code statusCode')) {
      expect(errorCode({ error: 'no', [name]: 'X' })).toBe('X');
    }
    expect(errorCode({ error: { type: 'T', message: 'no' } })).toBe('T');
    expect(errorCode({ type: 'T' })).toBeUndefined();
    expect(errorCode({ error: 'no', code: 0, error_code: 'X' })).toBe('X');
    expect(errorCode({ error: 'no', code: 'x'.repeat(200) })).toHaveLength(100);
    expect(errorCode({ error: 'no', code: '\u0007' })).toBeUndefined();
  });

  it('may be in the word for the status alone', () => {
    expect(answerTo({ ...base, status: 'nsfw' })).toMatchObject({
      kind: 'failed',
      reason: 'moderation_input',
    });
    expect(answerTo({ ...base, status: 'nsfw', error: 'no balance' })).toMatchObject({ reason: 'quota' });
    expect(failed({})).toMatchObject({ message: 'The provider gave no reason.', reason: 'unknown' });
  });
});

describe('an answer by its HTTP status', () => {
  const failing = { ...base, status: 'failed', error: 'no' };
  const polled = (body: unknown, status: number) => answerTo(body, status, { polledId: base.id });

  it.each([199, 300, 400, 500])(
    'of %s is believed only about the polled task, and only of its end',
    (status) => {
      expect(polled(failing, status).kind).toBe('failed');
      expect(answerTo(failing, status).kind).not.toBe('failed');
      for (const word of ['queued', 'processing', 'pondering']) {
        expect(polled({ ...base, status: word }, status).kind).not.toBe('pending');
      }
    },
  );

  it.each([200, 204, 299])('of %s is read', (status) => {
    expect(answerTo(failing, status).kind).toBe('failed');
  });

  it('of 400 is no such task if it says just that to a poll', () => {
    const none = { message: 'task not found' };
    expect(polled(none, 400)).toEqual({ kind: 'not_found' });
    for (const answer of [
      answerTo(none, 400),
      polled(none, 402),
      polled({ ...none, status: 'failed' }, 400),
      polled('no such task', 400),
    ]) {
      expect(answer).toMatchObject({ kind: 'unclear', reason: 'unexpected' });
    }
  });

  it.each<[string, string]>([
    ['用户未登录', 'unauthorized'],
    ['Unauthorised', 'unauthorized'],
    ['unauthorized', 'unauthorized'],
    ['bad apikey', 'unauthorized'],
    ['bad api_key', 'unauthorized'],
    ['bad API key', 'unauthorized'],
    ['并发过高', 'throttled'],
    ['并发数已达上限', 'throttled'],
    ['RateLimit', 'throttled'],
    ['rate limit', 'throttled'],
    ['something else', 'no_status'],
  ])('of 200 may be an error: %s', (message, reason) => {
    expect(answerTo({ message })).toMatchObject({ kind: 'unclear', reason });
  });

  it.each([
    'task_not_found',
    'task_not_exist',
    'the task-id is not_found',
    'Task 5 doesn’t exist',
    "task x doesn't exist",
    'no such task',
    '任务id 不存在',
    '未找到该任务',
  ])('of 200 may be no such task: %s', (message) => {
    expect(answerTo({ message }, 200, { polledId: 'x' })).toEqual({ kind: 'not_found' });
    expect(answerTo({ message }).kind).toBe('unclear');
  });

  it('of 200 is told by a code in it', () => {
    const kinds = ['401', '403', '429', '404', '40x'].map((code) => answerTo({ code, message: 'm' }));
    expect(kinds).toMatchObject([
      ...['unauthorized', 'unauthorized', 'throttled'].map((reason) => ({ reason })),
      ...[{ kind: 'not_found' }, { reason: 'no_status' }],
    ]);
  });

  it('leaves its shape where the answer itself must be looked at, and nowhere else', () => {
    const shapes = [
      answerTo({ hello: 1 }),
      answerTo({ ...base, status: 'pondering' }),
      answerTo({ ...base, status: 'completed' }, 200, { polledId: 'other' }),
      answerTo({ message: 'too many requests' }),
      answerTo({ hello: 1 }, 500),
      answerTo('<html>'),
    ].map((answer) => ('shape' in answer ? answer.shape : undefined));
    expect(shapes.map((shape) => shape !== undefined)).toEqual([true, true, true, false, false, false]);
    expect(shapes[0]).toBe('{hello: number}');
    expect(Object.keys(answerTo('<html>'))).toEqual(['kind', 'reason']);
    expect(answerTo('<html>', 429, { retryAfterSeconds: 5 })).toMatchObject({ retryAfterSeconds: 5 });
  });

  it('of a result that was asked for is the film, or the error of the task, or neither', () => {
    const form = {
      places: { status: [], id: [], link: ['v'], error: ['e'], code: [], model: [], created: [], usage: [] },
      words: {},
      createdUnit: 's',
    };
    const result = (body: object, httpStatus: number) =>
      classifyResult({ httpStatus, body: JSON.stringify(body), truncated: false, form } as never);
    expect(result({ v: link }, 200)).toMatchObject({ kind: 'completed', videoUrl: link });
    expect(result({ v: link }, 299).kind).toBe('completed');
    expect(result({ v: link }, 300).kind).not.toBe('completed');
    for (const status of [400, 422, 500, 199])
      expect(result({ e: 'no' }, status)).toMatchObject({ kind: 'failed', message: 'no' });
    for (const status of [401, 403, 404, 408, 429])
      expect(result({ e: 'no' }, status).kind).not.toBe('failed');
  });
});

describe('a finished task', () => {
  const done = (fields: object) => answerTo({ ...base, status: 'completed', ...fields });
  it('has the length that the provider says, if it can be true', () => {
    const lengths = [5, '5', 3_600, 3_601, 0, -1].map((actualDuration) =>
      done({ video_url: link, actualDuration }),
    );
    expect(lengths.map((answer) => (answer as { durationSeconds?: number }).durationSeconds)).toEqual([
      5,
      5,
      3_600,
      ...Array(3),
    ]);
  });

  it('with a picture alone is no video, wherever that stands', () => {
    expect(done({ image_url: 'https://a.example/1.png' })).toMatchObject({ kind: 'not_a_video' });
    expect(
      answerTo({ image_url: 'https://a.example/1.png', data: { ...base, status: 'completed' } }),
    ).toMatchObject({
      kind: 'not_a_video',
    });
  });

  it('has the link that needs no key, if there is one', () => {
    const route = 'https://api.example.com/v1/videos/x/content';
    expect(done({ video_url: route, output: { video: link } })).toMatchObject({ videoUrl: link });
    expect(done({ video_url: route })).toMatchObject({ videoUrl: route });
  });

  it('is compared with the polled one only if that is told', () => {
    const body = JSON.stringify({ ...base, status: 'completed', video_url: link });
    expect(classify({ httpStatus: 200, body, truncated: false }).kind).toBe('completed');
    expect(classify({ httpStatus: 200, body, truncated: true })).toMatchObject({ reason: 'too_large' });
  });
});
