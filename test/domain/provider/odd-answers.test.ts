import { describe, expect, it } from 'vitest';
import { answerTo, base, link } from '../../support/classifying.ts';

const done = (fields: object) => answerTo({ ...base, status: 'completed', ...fields });
const file = 'https://cdn.example.com/2026/out.mp4?sign=a%2Fb';
const bare = 'https://cdn.example.com/object/8f2a';

describe('a link in an unusual place', () => {
  const rows: readonly (readonly [where: string, fields: object])[] = [
    ['a list', { video_url: [link] }],
    ['a list of objects', { data: [{ url: link }] }],
    ['videos', { videos: [{ url: link }] }],
    ['videos, as texts', { videos: [bare] }],
    ['metadata', { metadata: { url: link } }],
    ['outputs', { outputs: [link] }],
    ['output, a text', { output: bare }],
    ['results', { results: [{ type: 'video', link: bare }] }],
    ['JSON in a string', { resultJson: JSON.stringify({ resultUrls: [bare] }) }],
    ['JSON in a string, a list', { result: JSON.stringify([{ video: bare }]) }],
    ['an object named video', { video: { url: bare } }],
    ['a deep object', { response: { generation: { assets: [{ media: { video_file: { href: bare } } }] } } }],
    ['an unknown name, by its ending', { film_rolls: [{ where: file }] }],
    ['a resource', { works: [{ cover: 'https://cdn.example.com/1.png', resource: bare }] }],
    ['a sentence', { content: `Your video is ready: ${file} (24 hours)` }],
    ['Markdown', { choices: [{ message: { content: `[Download](${file})` } }] }],
  ];
  it.each(rows)('is found in %s', (_, fields) => {
    expect([link, bare, file]).toContain((done(fields) as { videoUrl?: string }).videoUrl);
  });

  it('in an envelope that holds one task in a list is found', () => {
    const answer = answerTo({ code: 0, data: [{ ...base, status: 'success', videos: [{ url: bare }] }] });
    expect(answer).toMatchObject({ kind: 'completed', videoUrl: bare });
  });

  it('to the video is preferred to others, whatever their order', () => {
    const links = [{ url: 'https://cdn.example.com/a' }, { url: file }];
    expect(done({ files: links })).toMatchObject({ videoUrl: file });
    expect(done({ files: links.toReversed() })).toMatchObject({ videoUrl: file });
    expect(done({ page: { url: bare }, outputs: { video: file } })).toMatchObject({ videoUrl: file });
  });
});

describe('a link to something else', () => {
  it.each([
    ['a cover', { cover_url: bare }],
    ['a last frame', { last_frame_url: bare }],
    ['a first frame as the input', { first_frame: { url: bare } }],
    ['a thumbnail', { thumbnails: [{ url: bare }] }],
    ['the input video', { input: { video_url: file } }],
    ['the echoed request', { request: { content: [{ video_url: { url: file } }] } }],
    ['a reference video', { reference_video: file }],
    ['an image by its ending', { output: 'https://cdn.example.com/x.png' }],
    ['sound', { audio_url: 'https://cdn.example.com/a.mp3' }],
    ['a callback', { callback_url: 'https://example.com/video' }],
    ['a webhook', { webhook: 'https://example.com/hooks/video' }],
    ['routes of an API', { urls: { get: bare, cancel: bare, web: bare } }],
    ['a route that wants the key', { video: { url: 'https://api.example.com/v1/videos/v1/content' } }],
    ['a page of unknown name', { see: 'https://example.com/page' }],
    ['no web address', { outputs: ['/out.mp4', 'out.mp4', 'ftp://example.com/out.mp4'] }],
  ])('is never taken for the video: %s', (_, fields) => {
    expect(done(fields).kind).toBe('completed_without_video');
  });
});

describe('a success that cannot be read', () => {
  it('leaves keys and types of the answer, and none of its values', () => {
    const answer = done({
      secret_thing: 'sk-123',
      list: [1, 2],
      see: 'https://example.com/?token=t',
      none: null,
    });
    expect(answer).toMatchObject({
      kind: 'completed_without_video',
      shape:
        '{id: string, object: string, created: number, model: string, status: string, secret_thing: string, list: [number, ×2], see: link, none: null}',
    });
  });

  it('leaves no key that may be data', () => {
    const answer = done({ 'sk-live 123': 1, ['k'.repeat(41)]: 1 });
    expect((answer as { shape?: string }).shape).toContain('…: number, …: number');
  });

  it('keeps the provider’s reason', () => {
    expect(done({ error: { code: 'X', message: 'Output blocked' } })).toMatchObject({
      kind: 'completed_without_video',
      message: 'Output blocked',
    });
  });

  it('has a shape of at most 1,000 characters, however large the answer is', () => {
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`key${n}`, { a: [{ b: n }] }]));
    const { shape = '' } = done(wide) as { shape?: string };
    expect(shape.length).toBeLessThanOrEqual(1_000);
    expect(shape.length).toBeGreaterThan(100);
  });
});

describe('JSON that JSON.parse refuses', () => {
  const task = '"id":"video_abc123def456","status":"processing"';
  it.each([
    ['a byte order mark', `\uFEFF{${task}}`],
    ['NaN', `{${task},"progress":NaN}`],
    ['Infinity', `{${task},"eta":-Infinity,"max":Infinity}`],
    ['undefined', `{${task},"x":undefined}`],
    ['words of Python', `{${task},"a":None,"b":True,"c":False}`],
    ['a raw line break in a string', `{${task},"prompt":"a\nb\tc"}`],
    ['JSON in a string', JSON.stringify(`{${task}}`)],
    ['a list of one', `[{${task}}]`],
    ['white space around it', `\n\n {${task}} \n`],
  ])('is read with %s', (_, body) => {
    expect(answerTo(body)).toMatchObject({ kind: 'pending', status: 'processing' });
  });

  it('keeps words inside strings as they are', () => {
    const body = `{"id":"x","status":"failed","error":"NaN is not True \\" None","p":NaN}`;
    expect(answerTo(body)).toMatchObject({ kind: 'failed', message: 'NaN is not True " None' });
  });
});

describe('the id of an answer', () => {
  const polled = (polledId: string, body: object | string) => answerTo(body, 200, { polledId });
  const finished = { status: 'completed', video_url: link };

  it.each(['id', 'task_id', 'taskId'])('may stand in %s', (name) => {
    expect(polled('a', { [name]: 'a', ...finished }).kind).toBe('completed');
  });

  it.each([
    { id: 'b', ...finished },
    { task_id: 'b', status: 'failed', error: 'no' },
    { code: 0, data: { id: 'b', ...finished } },
    { id: 'b', status: 'processing' },
  ])('of another task says nothing about this one: %j', (body) => {
    expect(polled('a', body)).toMatchObject({ kind: 'unclear', reason: 'other_task' });
  });

  it('may be beside an upstream id, in the envelope, or missing', () => {
    expect(polled('a', { id: 'cgt-1', task_id: 'a', ...finished }).kind).toBe('completed');
    expect(polled('a', { id: 'a', data: { id: 'cgt-1', ...finished } }).kind).toBe('completed');
    expect(polled('a', finished).kind).toBe('completed');
    expect(polled('a', { id: 981, model: 'm', ...finished }).kind).toBe('completed');
  });

  it('beyond 2^53 is compared to the last digit', () => {
    const body = (id: string) => `{"id":${id},"status":"completed","video_url":"${link}"}`;
    expect(polled('9007199254740993', body('9007199254740993')).kind).toBe('completed');
    expect(polled('9007199254740993', body('9007199254740992'))).toMatchObject({ reason: 'other_task' });
    expect(polled('12345678901234567890', body('12345678901234567890')).kind).toBe('completed');
  });
});

describe('a task in an answer with an error’s HTTP status', () => {
  const polledId = 'video_abc123def456';
  it.each([
    [400, { ...base, status: 'failed', error: 'Blocked' }, 'failed'],
    [404, { ...base, status: 'expired' }, 'expired'],
    [422, { data: { ...base, status: 'cancelled' } }, 'cancelled'],
    [500, { ...base, status: 'completed', video_url: link }, 'completed'],
    [403, { ...base, status: 'failed' }, 'failed'],
  ] as const)('is believed if it is final and the one that was polled (HTTP %i)', (status, body, kind) => {
    expect(answerTo(body, status, { polledId }).kind).toBe(kind);
  });

  it.each([
    [400, { ...base, status: 'processing' }, 'unexpected'],
    [400, { status: 'failed', error: 'no such task' }, 'unexpected'],
    [500, { ...base, id: 'another', status: 'failed' }, 'server_error'],
    [401, { status: 'error', message: 'bad key' }, 'unauthorized'],
  ] as const)('is not believed otherwise (HTTP %i, %j)', (status, body, reason) => {
    expect(answerTo(body, status, { polledId })).toMatchObject({ kind: 'unclear', reason });
  });
});

describe('the word for a status', () => {
  const kindOf = (status: string) => {
    const answer = answerTo({ ...base, status, video_url: link });
    return answer.kind === 'pending' ? answer.status : answer.kind;
  };
  it.each([
    ['queued', 'NOT_START not_started in_queue IN_QUEUE queuing starting preparing 排队中'],
    ['processing', 'InProgress IN_PROGRESS rendering executing TASK_STATUS_PROCESSING 生成中'],
    ['completed', 'succeed SUCCEED TASK_STATUS_SUCCEED successful finish 已完成 成功'],
    ['failed', 'failure FAILURE errored rejected TASK_STATUS_FAILED 失败'],
    ['cancelled', 'cancel aborted 已取消'],
    ['expired', 'timeout TIMED_OUT time-out 超时'],
  ])('%s has further spellings', (meaning, words) => {
    for (const word of words.split(' ')) expect([word, kindOf(word)]).toEqual([word, meaning]);
  });

  it.each(['status', 'task_status', 'taskStatus', 'state'])('may stand in %s', (name) => {
    expect(answerTo({ id: 'x', [name]: 'running' })).toMatchObject({ status: 'processing' });
  });
});

describe('the reason of a failure', () => {
  const failed = (fields: object) => answerTo({ ...base, status: 'failed', ...fields });
  it.each([
    { error: { message: 'Why' } },
    { error: { error: { message: 'Why' } } },
    { error: '{"code":"X","message":"Why"}' },
    { error: JSON.stringify({ error: { message: 'Why' } }) },
    { fail_reason: 'Why' },
    { failure_reason: 'Why' },
    { failMsg: 'Why' },
    { error_message: 'Why' },
    { error: null, message: 'Why' },
  ])('is kept from %j', (fields) => {
    expect(failed(fields)).toMatchObject({ kind: 'failed', message: 'Why' });
  });
});
