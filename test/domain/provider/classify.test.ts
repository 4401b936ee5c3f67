import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify } from '../../../lambdas/domain/provider/classify.ts';
import { answerTo, base, known, link } from '../../support/classifying.ts';
import { tries } from '../../support/effort.ts';

describe('the status', () => {
  it.each([
    ['queued', 'queued pending submitted accepted waiting created'],
    ['processing', 'processing running in_progress generating'],
  ])('%s has several spellings', (status, words) => {
    for (const word of words.split(' ')) {
      expect(answerTo({ ...base, status: word })).toEqual({ kind: 'pending', status, ...known });
    }
  });

  it('completed has several spellings', () => {
    for (const word of 'completed complete succeeded success done finished ok'.split(' ')) {
      expect(answerTo({ ...base, status: word, video_url: link })).toEqual({
        kind: 'completed',
        videoUrl: link,
        ...known,
      });
    }
  });

  it('failed, cancelled and expired have several spellings', () => {
    const kindOf = (status: string) => answerTo({ ...base, status }).kind;
    expect('failed fail error'.split(' ').map(kindOf)).toEqual(['failed', 'failed', 'failed']);
    expect('cancelled canceled'.split(' ').map(kindOf)).toEqual(['cancelled', 'cancelled']);
    expect(kindOf('expired')).toBe('expired');
  });

  it.each(['Processing', ' PROCESSING ', 'In Progress', 'in-progress'])(
    '%s is read whatever its case',
    (word) => {
      expect(answerTo({ ...base, status: word })).toMatchObject({ kind: 'pending', status: 'processing' });
    },
  );

  it('is unknown where the word is not known, and the task goes on', () => {
    expect(answerTo({ ...base, status: 'reticulating' })).toMatchObject({
      kind: 'unclear',
      reason: 'unknown_status',
    });
    expect(answerTo({ ...base, status: 'constructor' })).toMatchObject({
      kind: 'unclear',
      reason: 'unknown_status',
    });
  });

  it.each([null, '', undefined, 7, {}])('is missing when it is %j: that is not "still running"', (status) => {
    expect(answerTo({ ...base, status })).toMatchObject({ kind: 'unclear', reason: 'no_status' });
  });
});

describe('the envelope', () => {
  it.each(['data', 'result'])('holds the task in %s', (name) => {
    const task = { ...base, status: 'processing' };
    expect(answerTo({ code: '200', msg: 'ok', [name]: task })).toMatchObject({ kind: 'pending', ...known });
  });

  it('may have a status of its own, which is not the task’s', () => {
    const answer = answerTo({ status: 'success', data: { ...base, status: 'queued' } });
    expect(answer).toMatchObject({ kind: 'pending', status: 'queued' });
  });

  it('that is null leaves the task at the top', () => {
    expect(answerTo({ ...base, status: 'processing', data: null, result: null }).kind).toBe('pending');
  });
});

describe('an error', () => {
  it.each([
    ['上游提交未返回task_id', '上游提交未返回task_id'],
    [{ code: 'InputImageSensitive', message: 'The image may contain…' }, 'The image may contain…'],
    [{ code: 'InternalError' }, 'InternalError'],
    [null, 'The provider gave no reason.'],
    ['', 'The provider gave no reason.'],
    [{}, 'The provider gave no reason.'],
    [['odd'], 'odd'],
  ])('%j is told in words', (error, message) => {
    expect(answerTo({ ...base, status: 'failed', error })).toMatchObject({
      kind: 'failed',
      message,
      ...known,
    });
  });

  it('is cut to a thousand characters, none of them half, without control characters', () => {
    const answer = answerTo({ ...base, status: 'failed', error: `a\u0000b\n${'😀'.repeat(2_000)}` });
    const message = answer.kind === 'failed' ? answer.message : '';
    expect([...message]).toHaveLength(1_000);
    expect(message.startsWith('a b 😀')).toBe(true);
    expect(message.isWellFormed()).toBe(true);
  });

  it.each([
    [{ code: '204', msg: '登录验证失败' }, 'unauthorized'],
    [{ code: 401, message: 'no' }, 'unauthorized'],
    [
      { error: { code: 'AuthenticationError', message: 'the API key is missing or invalid' } },
      'unauthorized',
    ],
    [{ code: 429, msg: 'slow down' }, 'throttled'],
    [{ code: '500', msg: '请求过于频繁' }, 'throttled'],
    [{ code: '500', msg: '系统异常' }, 'no_status'],
    [{ status: 'error', msg: '系统异常' }, 'unknown_status'],
    [{ status: 'success', msg: 'ok' }, 'unknown_status'],
    [{}, 'no_status'],
    [{ data: null }, 'no_status'],
  ])('in a 200 without a task, %j, does not end the task', (body, reason) => {
    expect(answerTo(body)).toMatchObject({ kind: 'unclear', reason });
  });

  it('in a 200 may say that there is no such task', () => {
    expect(answerTo({ code: 404, msg: 'task not found' })).toEqual({ kind: 'not_found' });
  });
});

describe('HTTP', () => {
  it.each([
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [429, 'throttled'],
    [500, 'server_error'],
    [503, 'server_error'],
    [302, 'unexpected'],
    [400, 'unexpected'],
    [418, 'unexpected'],
  ])('%i is %s, whatever the body says', (status, reason) => {
    expect(answerTo({ ...base, status: 'failed' }, status)).toMatchObject({ kind: 'unclear', reason });
  });

  it('404 is no such task, unless the path is unknown', () => {
    expect(answerTo({ message: 'task not exist' }, 404)).toEqual({ kind: 'not_found' });
    const body = { message: 'No handler found for GET /kyyReactApiServer/v1/models' };
    expect(answerTo(body, 404)).toMatchObject({ kind: 'unclear', reason: 'wrong_path' });
  });

  it.each(['<html><h1>404 Not Found</h1><hr>nginx</html>', 'Not Found', ''])(
    '404 with %j is the word of a proxy, and says nothing of the task',
    (body) => expect(answerTo(body, 404)).toMatchObject({ kind: 'unclear', reason: 'unexpected' }),
  );

  it('tells how long to wait', () => {
    expect(answerTo('', 429, { retryAfterSeconds: 7 })).toMatchObject({
      kind: 'unclear',
      reason: 'throttled',
      retryAfterSeconds: 7,
    });
  });

  it.each(['', ' ', '<html>', '{"status":', '[]', '"completed"', 'null', '7'])(
    '%j is no JSON object',
    (body) => {
      expect(answerTo(body)).toMatchObject({ kind: 'unclear', reason: 'not_json' });
    },
  );

  it('what was cut off is not read', () => {
    expect(answerTo({ ...base, status: 'failed' }, 200, { truncated: true })).toMatchObject({
      kind: 'unclear',
      reason: 'too_large',
    });
  });
});

it('no answer throws, and none but a final status ends a task', () => {
  const word = fc.constantFrom(
    'completed',
    'failed',
    'cancelled',
    'expired',
    'processing',
    'ok',
    'x',
    '__proto__',
  );
  const field = fc.oneof(fc.jsonValue(), word, fc.webUrl(), fc.constant(null));
  const names = ['status', 'data', 'result', 'error', 'video_url', 'code', 'msg', 'created', 'model', 'id'];
  const payload = fc.dictionary(
    fc.constantFrom(...names),
    fc.oneof(field, fc.dictionary(fc.constantFrom(...names), field)),
  );
  const body = fc.oneof(
    fc.string(),
    fc.json(),
    payload.map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(body, fc.integer({ min: 100, max: 599 }), fc.boolean(), (text, httpStatus, truncated) => {
      const answer = classify({ httpStatus, body: text, truncated });
      if (answer.kind === 'pending' || answer.kind === 'unclear' || answer.kind === 'not_found') return;
      expect(httpStatus).toBeGreaterThanOrEqual(200);
      expect(httpStatus).toBeLessThan(300);
      expect(text).toContain('status');
    }),
    { numRuns: tries(1_000), seed: 1 },
  );
});
