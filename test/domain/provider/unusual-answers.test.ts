import { describe, expect, it } from 'vitest';
import { classify } from '../../../lambdas/domain/provider/classify.ts';

const id = 'video_abc123def456';
const link = 'https://cdn.example.com/v.mp4';
const done = { id, status: 'completed', video_url: link };
const text = JSON.stringify(done);
const answerTo = (body: unknown) =>
  classify({
    httpStatus: 200,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    truncated: false,
    polledId: id,
  });

describe('The polled task', () => {
  it.each<[string, unknown]>([
    ['a list of tasks', { tasks: [{ id: 'x', status: 'failed' }, done] }],
    ['the items of a page', { items: [done, { id: 'x', status: 'running' }], total: 2 }],
    ['data, a list of several', { code: 0, data: [{ id: 'x', status: 'failed' }, done] }],
    ['two envelopes', { code: 0, data: { data: done } }],
    ['an envelope of another name', { response: done }],
    ['an envelope that says success', { success: true, payload: done }],
    ['a prediction', { prediction: { id, status: 'succeeded', output: [link] } }],
    ['JSON inside two envelopes', { body: { payload: text } }],
    ['fields in other case', { ID: id, Status: 'Completed', VideoUrl: link }],
    [
      'fields in Pascal case',
      { Response: { TaskId: id, Status: 'DONE', ResultVideoUrl: link, RequestId: 'r' } },
    ],
    ['fields with hyphens', { 'task-id': id, 'task-status': 'SUCCESS', 'video-url': link }],
    ['fields of a job', { job_id: id, job_status: 'completed', video_url: link }],
    ['a status that is an object', { id, model: 'm', status: { state: 'completed' }, video_url: link }],
    [
      'a status with a code',
      { id, model: 'm', status: { code: 'COMPLETED', message: 'x' }, video_url: link },
    ],
    ['a long-running operation', { name: id, done: true, response: { samples: [{ video: { uri: link } }] } }],
  ])('is read in %s', (_, body) => {
    expect(answerTo(body)).toMatchObject({ kind: 'completed', videoUrl: link });
  });

  it.each<[string, object]>([
    ['only others are in the list', { tasks: [{ id: 'x', ...{ status: 'completed', video_url: link } }] }],
    ['two of its id contradict each other', { items: [done, { id, status: 'failed' }] }],
    ['it is in what was sent', { request: { ...done }, ok: true }],
    ['it is in a history', { history: [{ id, status: 'failed' }] }],
    [
      'its own word is unknown, whatever is below',
      { id, status: 'rerouted', runs: [{ id, status: 'failed' }] },
    ],
    ['no task has its id', { response: { status: 'failed', error: 'no' } }],
    ['it has a number for a status', { task_id: id, status: 2, video_url: link }],
    ['it has no status', { id, model: 'm', progress: 100, video_url: link }],
    ['it lies deeper than anybody looks', { a: { b: { c: { d: { e: { f: { g: done } } } } } } }],
    ['it is named in a prototype', JSON.parse(`{"__proto__":{"status":"failed"},"id":"${id}"}`)],
  ])('is not made up if %s', (_, body) => {
    expect(answerTo(body).kind).toBe('unclear');
  });

  it.each<[string, object, string]>([
    ['runs', { name: id, done: false }, 'pending'],
    [
      'has failed',
      { name: id, done: true, error: { code: 3, message: 'blocked by safety filters' } },
      'failed',
    ],
  ])('is read in a long-running operation that %s', (_, body, kind) => {
    expect(answerTo(body).kind).toBe(kind);
  });
});

describe('JSON with something around it', () => {
  it.each<[string, string]>([
    ['an event of a stream', `data: ${text}\n\n`],
    [
      'the last event of a stream',
      `event: x\ndata: {"id":"${id}","status":"queued"}\n\ndata: ${text}\n\ndata: [DONE]`,
    ],
    ['lines', `{"id":"${id}","status":"processing"}\n${text}\n`],
    ['a call', `callback(${text});`],
    ['a guard against scripts', `)]}'\n${text}`],
    ['a warning', `Notice: Undefined index in x.php on line 3\n${text}`],
    ['commas after the last member', `{"id":"${id}","status":"completed","video_url":"${link}",\n}`],
  ])('is read: %s', (_, body) => {
    expect(answerTo(body)).toMatchObject({ kind: 'completed', videoUrl: link });
  });

  it.each<[string, string]>([
    ['a page', `<html><script>var state = ${text}</script></html>`],
    ['a page to sign in', '<!doctype html><title>Sign in</title><form action="/login">'],
    ['a sentence', 'The service {video} is not available {now}'],
    ['a link of its own', link],
  ])('is not looked for in %s', (_, body) => {
    expect(answerTo(body)).toMatchObject({ kind: 'unclear', reason: 'not_json' });
  });

  it('leaves commas in strings alone', () => {
    expect(answerTo(`{"id":"${id}","status":"failed","error":"a, ] b,}",}`)).toMatchObject({
      message: 'a, ] b,}',
    });
  });
});

describe('A word for a status', () => {
  const kindOf = (status: string) => {
    const answer = answerTo({ ...done, status });
    return answer.kind === 'pending' ? answer.status : answer.kind;
  };
  it.each([
    ['queued', 'THROTTLED RETRY retrying 排队'],
    ['processing', 'dreaming uploading post_processing 生成中... 审核中 處理中'],
    ['completed', 'completed. completed_with_warnings partially_succeeded 生成完成 任务完成 完了 완료'],
    ['failed', 'blocked moderated CONTENT_FILTERED nsfw terminated killed 失敗 审核不通过 실패'],
    ['cancelled', 'REVOKED'],
    ['expired', '生成超时 任务超时'],
  ])('may mean %s: %s', (meaning, words) => {
    for (const word of words.split(' ')) expect([word, kindOf(word)]).toEqual([word, meaning]);
  });

  it.each(['nsfw', 'content_filtered', 'moderated', '审核不通过'])(
    'says why if nothing else does: %s',
    (status) => {
      expect(answerTo({ id, model: 'm', status })).toMatchObject({
        kind: 'failed',
        reason: expect.stringMatching(/^moderation_/),
      });
    },
  );

  it('of any length is looked up at once', () => {
    expect(kindOf('.'.repeat(1_000_000))).toBe('unclear');
  });
});

describe('A success of HTTP that is none', () => {
  it.each<[object, string]>([
    [{ code: 500, msg: 'Internal error' }, 'unclear'],
    [{ code: 500, message: '系统繁忙', data: null }, 'unclear'],
    [{ code: 404, msg: 'no', data: null }, 'not_found'],
    [{ success: false, message: 'Task not found' }, 'not_found'],
    [{ success: false, error: `Task ${id} does not exist` }, 'not_found'],
    [{ code: 1, msg: '任务不存在' }, 'not_found'],
    [{ success: false, message: 'Page not found' }, 'unclear'],
    [{ code: 1302, msg: '您当前使用该API的并发数过高' }, 'unclear'],
  ])('is read as what it says: %j', (body, kind) => {
    expect(answerTo(body).kind).toBe(kind);
  });
});

describe('A link', () => {
  it.each<[string, string, string]>([
    ['a page’s ampersands', `${link}?a=1&amp;b=2`, `${link}?a=1&b=2`],
    ['no scheme', '//cdn.example.com/v.mp4', link],
    ['quotation marks around it', `"${link}"`, link],
    ['Markdown around it', `[your video](${link})`, link],
  ])('is read with %s', (_, given, read) => {
    expect(answerTo({ ...done, video_url: given })).toMatchObject({ kind: 'completed', videoUrl: read });
  });

  it.each([link, 'https://cdn.example.com/object/8f2a'])(
    'is read where a relay has reasons of failures: %s',
    (url) => {
      const answer = answerTo({
        code: 'success',
        data: { task_id: id, status: 'SUCCESS', fail_reason: url },
      });
      expect(answer).toMatchObject({ kind: 'completed', videoUrl: url });
    },
  );
});
