import type { DocumentedAnswer } from '../../../support/documented-answer.ts';

const guide = 'https://developers.openai.com/api/docs/guides/video-generation';
const fields = 'https://developers.openai.com/api/reference/python/resources/videos/methods/retrieve/';
const azure = 'https://learn.microsoft.com/en-us/azure/foundry/reference/rest/video-generation-get-video';
const comet = 'https://apidoc.cometapi.com/zh-Hant/api/video/seedance/query';
const polled = 'video_68d7512d07848190b3e45da0ecbebcde004da08e1e0678d5';
const video = {
  id: polled,
  object: 'video',
  model: 'sora-2',
  progress: 0,
  created_at: 1758941485,
  completed_at: null,
  expires_at: null,
  size: '1280x720',
  seconds: '8',
  remixed_from_video_id: null,
  error: null,
};
const known = { model: 'sora-2', createdAt: 1758941485_000 };

export const documented: readonly DocumentedAnswer[] = [
  {
    says: 'queued',
    source: guide,
    polled,
    body: { ...video, status: 'queued' },
    means: { kind: 'pending', status: 'queued', ...known },
  },
  {
    says: 'in progress',
    source: guide,
    polled,
    body: { ...video, status: 'in_progress', progress: 33 },
    means: { kind: 'pending', status: 'processing', ...known },
  },
  {
    says: 'completed: the file is at /content',
    source: guide,
    polled,
    body: { ...video, status: 'completed', progress: 100, completed_at: 1758941600, expires_at: 1758945200 },
    means: { kind: 'completed', videoUrl: `https://relay.example.com/v1/videos/${polled}/content`, ...known },
  },
  {
    says: 'failed with code and message',
    source: fields,
    polled,
    body: {
      ...video,
      status: 'failed',
      error: { code: 'moderation_blocked', message: 'Your request was blocked by our moderation system.' },
    },
    means: { kind: 'failed', message: 'Your request was blocked by our moderation system.' },
  },
  {
    says: 'completed, of a relay that has a link beside',
    source: azure,
    polled,
    body: { ...video, status: 'completed', video_url: 'https://cdn.example.com/sora.mp4' },
    means: { kind: 'completed', videoUrl: 'https://cdn.example.com/sora.mp4' },
  },
  {
    says: 'no such video',
    source: fields,
    polled,
    http: 404,
    body: { error: { message: 'Video not found', type: 'invalid_request_error', param: null, code: null } },
    means: { kind: 'not_found' },
  },
  {
    says: 'success in another word, of a relay',
    source: comet,
    polled,
    body: { ...video, status: 'SUCCESS', progress: 100, video_url: 'https://cdn.example.com/v.mp4' },
    means: { kind: 'completed', videoUrl: 'https://cdn.example.com/v.mp4' },
  },
  {
    says: 'an internal error that ends the task, of the same relay',
    source: comet,
    polled,
    body: { ...video, status: 'ERROR' },
    means: { kind: 'failed' },
  },
  {
    says: 'no such task, of the same relay',
    source: comet,
    polled,
    http: 400,
    body: { code: 'task_not_exist', message: 'task_not_exist', data: null },
    means: { kind: 'not_found' },
  },
];
