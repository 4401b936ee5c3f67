import { describe, expect, it } from 'vitest';
import { answerTo, base, created, known, link } from '../../support/classifying.ts';

describe('the link', () => {
  it.each([
    ['video_url', { video_url: link }],
    ['result_url', { result_url: link }],
    ['url', { url: link }],
    ['videoUrl', { videoUrl: link }],
    ['content.video_url', { content: { video_url: link } }],
    ['output.video_url', { output: { video_url: link } }],
    ['output.url', { output: { url: link } }],
    ['data.video_url', { data: { video_url: link } }],
    ['data.url', { data: { url: link } }],
    ['result.video_url', { result: { video_url: link } }],
    ['result.url', { result: { url: link } }],
  ])('may stand in %s', (_, fields) => {
    expect(answerTo({ ...base, status: 'completed', ...fields })).toMatchObject({ videoUrl: link });
  });

  it('may stand in an envelope whose status is at the top', () => {
    expect(answerTo({ status: 'completed', data: { ...base, video_url: link } })).toMatchObject({
      videoUrl: link,
    });
  });

  it('is the best named of several', () => {
    const fields = { url: 'https://example.com/page', content: { video_url: link } };
    expect(answerTo({ ...base, status: 'completed', ...fields })).toMatchObject({ videoUrl: link });
  });

  it.each([
    '',
    null,
    'not a link',
    '/v.mp4',
    'ftp://example.com/v.mp4',
    'file:///etc/passwd',
    'javascript:1',
    42,
  ])('is none when it is %j', (video_url) => {
    expect(answerTo({ ...base, status: 'completed', video_url })).toMatchObject({
      kind: 'completed_without_video',
      ...known,
    });
  });

  it('to an image alone is not a video', () => {
    const image = { image_url: 'https://files.example.com/i.png' };
    expect(answerTo({ ...base, status: 'completed', ...image }).kind).toBe('not_a_video');
    expect(answerTo({ ...base, status: 'completed', ...image, video_url: link }).kind).toBe('completed');
  });
});

describe('numbers and times', () => {
  it.each([
    ['5.04', 5.04],
    [5, 5],
    ['', undefined],
    [-1, undefined],
    ['many', undefined],
    [40_594, undefined],
    [null, undefined],
  ])('a duration of %j is %j seconds', (actualDuration, durationSeconds) => {
    const answer = answerTo({ ...base, status: 'completed', video_url: link, actualDuration });
    expect(answer).toEqual({
      kind: 'completed',
      videoUrl: link,
      ...known,
      ...(durationSeconds === undefined ? {} : { durationSeconds }),
    });
  });

  it.each([
    [created, created * 1_000],
    [String(created), created * 1_000],
    [created * 1_000, created * 1_000],
    [0, undefined],
    [-created, undefined],
    [1e300, undefined],
    ['yesterday', undefined],
    [null, undefined],
  ])('a creation at %j is %j', (value, createdAt) => {
    const answer = answerTo({ id: 'x', status: 'queued', created: value });
    expect(answer).toEqual({
      kind: 'pending',
      status: 'queued',
      ...(createdAt === undefined ? {} : { createdAt }),
    });
  });

  it.each([0.4, '40%', 40, null, undefined])('a progress of %j changes nothing', (progress) => {
    expect(answerTo({ ...base, status: 'processing', progress })).toMatchObject({ kind: 'pending' });
  });
});
