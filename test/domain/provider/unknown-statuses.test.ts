import { describe, expect, it } from 'vitest';
import { classify } from '../../../lambdas/domain/provider/classify.ts';

const id = 'video_abc123def456';
const link = 'https://cdn.example.com/v/out.mp4?sig=a%2Fb';
const answerTo = (body: unknown, polledId = id) =>
  classify({
    httpStatus: 200,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    truncated: false,
    polledId,
  });
const base64 = Buffer.alloc(6_000, 7).toString('base64');

describe('a status that is a number is not guessed, and the link beside it is kept for the deadline', () => {
  it.each<[string, object, string?]>([
    ['PixVerse', { ErrCode: 0, ErrMsg: 'success', Resp: { id: 318, status: 1, url: link } }, '318'],
    ['Kling’s pages', { data: { task: { id, status: 99 }, works: [{ resource: { resource: link } }] } }],
    [
      'Kie',
      { code: 200, msg: 'success', data: { taskId: id, successFlag: 1, response: { resultUrls: [link] } } },
    ],
    ['one that counts', { task_id: id, status: 2, video_url: link }],
    ['a word of its own', { id, model: 'm', status: 'rerouted', video_url: link }],
    ['an answer without any id', { status: 'done', video: { url: link, duration: 8 } }],
    ['progress alone', { id, progress: 100, video_url: link }],
  ])('%s', (_, body, polled) => {
    expect(answerTo(body, polled)).toMatchObject({ kind: 'unclear', videoUrl: link });
  });

  it.each<[string, object]>([
    ['an error beside it', { id, status: 3, video_url: link, error: 'content blocked' }],
    ['an error around it', { code: 500, msg: '系统繁忙', data: { id, status: 3, video_url: link } }],
    ['another task’s id', { status: 'done', jobId: 'x', video: { url: link } }],
    ['no word of the task', { id: 'video_of_others', status: 2, video_url: link }],
    ['a picture', { id, status: 2, cover_url: 'https://cdn.example.com/c.jpg' }],
    ['what was sent', { id, status: 2, request: { video_url: link } }],
    ['a preview', { id, status: 2, preview: { url: link } }],
    ['a route that wants the key', { id, status: 2, url: 'https://api.example.com/v1/videos/x/content' }],
  ])('but not if there is %s', (_, body) => {
    const answer = answerTo(body);
    expect(answer.kind).toBe('unclear');
    expect(answer).not.toHaveProperty('videoUrl');
  });
});

describe('a word for a status', () => {
  const kindOf = (status: string) => {
    const answer = answerTo({ id, model: 'm', status, video_url: link });
    return answer.kind === 'pending' ? answer.status : answer.kind;
  };
  it.each([
    ['queued', 'staged|待機中|排隊中|대기중'],
    [
      'processing',
      '処理中|처리 중|執行中|45%|7.5 %|processing (45%)|Generating 99%|生成中：60%|in_review|finalizing',
    ],
    ['completed', 'ready|生成完了|성공|ｃｏｍｐｌｅｔｅｄ|\u200bcompleted|completed (100%)|success 100%'],
    [
      'completed',
      'TaskStatus.SUCCEEDED|JobStatus::Completed|JOB_STATE_SUCCEEDED|video.generation.completed|"done"',
    ],
    ['processing', 'STATE_RUNNING|VIDEO_GENERATION_STATUS_RUNNING|task:processing'],
    ['failed', '已失敗|審核失敗|생성 실패|CREATE_TASK_FAILED|generation_failed|GENERATE_MP4_FAILED'],
    ['cancelled', 'キャンセル|취소됨|已取消'],
    ['expired', '期限切れ|만료됨|已過期'],
    ['unclear', '100%|145%|failed-over|not completed|(45%)|nearly completed|완료 예정|callback_failed'],
  ])('may mean %s: %s', (meaning, words) => {
    for (const word of words.split('|')) expect([word, kindOf(word)]).toEqual([word, meaning]);
  });

  it.each(['status', 'successFlag', 'task_state'])('is read by the name %s', (name) => {
    const body = { code: 200, data: { taskId: id, [name]: 'SUCCESS', response: { videoUrl: link } } };
    expect(answerTo(body)).toMatchObject({ kind: 'completed', videoUrl: link });
  });

  it('of a million characters is looked up at once', () => {
    for (const word of [' '.repeat(1e6), '1'.repeat(1e6), `a${' '.repeat(1e6)}1%x`]) {
      expect(kindOf(word)).toBe('unclear');
    }
  });
});

describe('the task is found in', () => {
  const done = { id, status: 'completed', video_url: link };
  it.each<[string, unknown]>([
    ['a bare list', [{ id: 'x', status: 'failed', error: 'no' }, done]],
    ['JSON:API', { data: { id, type: 'videos', attributes: { status: 'completed', url: link } } }],
    [
      'a list of JSON:API',
      {
        data: [
          { id: 'x', attributes: {} },
          { id, attributes: done },
        ],
      },
    ],
    [
      'what follows a warning in markup',
      `<br />\n<b>Warning</b>: no x in <b>a.php</b><br />\n${JSON.stringify(done)}`,
    ],
    [
      'what is made of images',
      { id, status: 'completed', images: [{ video_url: link, url: 'https://a.example/a.jpg' }] },
    ],
    ['a list of images', { id, status: 'COMPLETE', generated_images: [{ motionMP4URL: link }] }],
    ['a link in backticks', { ...done, video_url: ` \`${link}\` ` }],
    ['a link in quotes', { ...done, video_url: `"${link}"` }],
    ['a link in angle brackets', { ...done, video_url: `<${link}>` }],
  ])('%s', (_, body) => {
    expect(answerTo(body)).toMatchObject({ kind: 'completed', videoUrl: link });
  });

  it.each<[string, unknown]>([
    ['a bare list of others', [{ id: 'x', ...{ status: 'completed', video_url: link } }, { id: 'y' }]],
    ['a page', `<br><html><body>${JSON.stringify(done)}</body></html>`],
    ['a page that begins with a script', `<b>x</b><script>var s = ${JSON.stringify(done)}</script>`],
    ['a bare list of words', ['completed', link]],
  ])('but not made up from %s', (_, body) => {
    expect(answerTo(body).kind).toBe('unclear');
  });
});

describe('a video that is no link', () => {
  it.each<[string, object, string]>([
    ['a file’s id', { task_id: id, status: 'Success', file_id: '176844028768320' }, 'file_id: string'],
    ['base64', { id, status: 'completed', data: [{ b64_json: base64 }] }, 'b64_json: base64'],
    [
      'a data URL',
      { id, status: 'completed', video_url: `data:video/mp4;base64,${base64}` },
      'video_url: data link',
    ],
  ])('is no failure, and the shape shows %s', (_, body, shape) => {
    expect(answerTo(body)).toMatchObject({
      kind: 'completed_without_video',
      shape: expect.stringContaining(shape),
    });
  });
});
