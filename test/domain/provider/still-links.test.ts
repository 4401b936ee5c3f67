import { describe, expect, it } from 'vitest';
import { classify } from '../../../lambdas/domain/provider/classify.ts';
import { stillLinks } from '../../../lambdas/domain/provider/still-links.ts';

const video = 'https://files.example.com/a.mp4';
const frame = 'https://files.example.com/last.png?sign=1';
const cover = 'https://files.example.com/cover.jpg';

describe('the pictures that come with a video are found', () => {
  it.each<[string, object, object]>([
    ['beside the video', { content: { video_url: video, last_frame_url: frame } }, { lastFrame: frame }],
    ['in another spelling', { data: { lastFrameUrl: frame, coverUrl: cover } }, { lastFrame: frame, cover }],
    ['in a list', { videos: [{ url: video, cover_image_url: cover }] }, { cover }],
    ['as an object with a link', { output: { thumbnail: { url: cover } } }, { cover }],
    ['as a poster', { result: { poster: cover } }, { cover }],
  ])('%s', (_, answer, found) => {
    expect(stillLinks(answer as never)).toEqual(found);
  });

  it.each<[string, object]>([
    ['an input of the task', { input: { last_frame_url: frame }, params: { last_frame_image: frame } }],
    ['a first frame', { content: { first_frame_url: frame } }],
    ['what is no link', { cover: 'none', last_frame_url: 'data:image/png;base64,AAAA', poster: 7 }],
    ['what wants a key', { cover_url: 'https://api.example.com/v1/images/1/content' }],
  ])('but never %s', (_, answer) => {
    expect(stillLinks(answer as never)).toEqual({});
  });

  it('in an answer that is classified', () => {
    const body = JSON.stringify({ id: 't', status: 'completed', video_url: video, last_frame_url: frame });
    expect(classify({ httpStatus: 200, body, truncated: false, polledId: 't' })).toMatchObject({
      kind: 'completed',
      videoUrl: video,
      stillUrls: { lastFrame: frame },
    });
  });
});
