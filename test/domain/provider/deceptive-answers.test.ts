import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../lambdas/domain/provider/json.ts';
import { answerTo, base, link } from '../../support/classifying.ts';

const done = (fields: object) => answerTo({ ...base, status: 'completed', ...fields });
const bare = 'https://cdn.example.com/object/8f2a';
const input = 'https://cdn.example.com/in.mp4';
const route = 'https://api.example.com/v1/videos/x/content';

describe('a link next to the video', () => {
  it.each<[string, object]>([
    ['a reference by the name of its list', { reference_videos: [{ url: input }] }],
    ['the input by the name of its object', { input_video: { url: input } }],
    ['the source', { source_video_url: input }],
    ['the origin', { originVideo: { url: input } }],
    ['a reference by its role', { content: [{ role: 'reference_video', url: input }] }],
    ['sound by its type', { outputs: [{ type: 'audio', url: bare }] }],
    ['an image by its media type', { files: [{ mime_type: 'image/png', url: bare }] }],
    ['a link with a user', { files: ['https://me:secret@files.example.com/v.mp4'] }],
  ])('is never taken: %s', (_, fields) => {
    expect(done(fields).kind).toBe('completed_without_video');
    expect(done({ ...fields, videos: [link] })).toMatchObject({ videoUrl: link });
  });

  it('that seems to want the API key is taken only if there is no other', () => {
    expect(done({ video_url: route })).toMatchObject({ kind: 'completed', videoUrl: route });
    expect(done({ video_url: route, outputs: [link] })).toMatchObject({ videoUrl: link });
  });
});

describe('an id that is not the polled task’s', () => {
  const completed = { status: 'completed', video_url: link };
  it.each<[string, object]>([
    ['the request’s, on an envelope', { id: 'req-1', data: { model: 'm', ...completed } }],
    ['the request’s, on an envelope with the task', { id: 'req-1', data: { ...base, ...completed } }],
    ['upstream’s, inside an envelope with ours', { id: base.id, data: { id: 'cgt-1', ...completed } }],
  ])('costs no video if it is %s', (_, body) => {
    expect(answerTo(body, 200, { polledId: base.id }).kind).toBe('completed');
  });

  it('in the task itself makes it another task, whatever envelope it is in', () => {
    for (const body of [{ id: 'video_b', ...completed }, { data: { task_id: 'video_b', ...completed } }]) {
      expect(answerTo(body, 200, { polledId: base.id })).toMatchObject({ reason: 'other_task' });
    }
  });
});

it.each(['success', 'ok', '操作成功'])('an envelope’s own "%s" is no reason of a failure', (message) => {
  const answer = answerTo({ code: 0, message, data: { ...base, status: 'failed' } });
  expect(answer).toMatchObject({ kind: 'failed', message: 'The provider gave no reason.' });
});

/** Each of these takes minutes if the repair of a text passes over it more than once. */
it.each<[string, string]>([
  ['a string that does not end', `{"a":"${'x'.repeat(4_000_000)}`],
  ['escaped quotation marks outside a string', `{"a":${'\\"'.repeat(1_000_000)}`],
  ['very many commas', `[${',  '.repeat(500_000)}]`],
  ['very many lines', `${'{"a":1,\n'.repeat(300_000)}`],
  ['braces around nothing', `x${'{'.repeat(400_000)}${'}'.repeat(400_000)}`],
  ['very many strings', `[${'"a" '.repeat(500_000)}]`],
])('a text of megabytes that is not JSON is read once: %s', (_, text) => {
  expect(parseJson(text)).toBeUndefined();
});
