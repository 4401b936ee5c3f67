import type { DocumentedAnswer } from '../../../support/documented-answer.ts';

const now = 'https://docs.newapi.pro/en/docs/api/ai-model/videos/get-video-generation';
const older = 'https://docs.newapi.pro/api/query-video';
const code = 'https://github.com/QuantumNous/new-api';
const newest = 'https://www.newapi.ai/en/docs/api/ai-model/videos/sora/get-video-generation';
const polled = 'abcd1234efgh';
const metadata = { duration: 5, fps: 30, width: 1280, height: 720, seed: 20231234 };
const inner = { id: 1057, task_id: polled, platform: '45', action: 'generate', submit_time: 1761635478 };

export const documented: readonly DocumentedAnswer[] = [
  {
    says: 'the example, completed, with an error of code 0 beside it',
    source: now,
    polled,
    body: {
      task_id: polled,
      status: 'completed',
      url: 'https://example.com/video.mp4',
      format: 'mp4',
      metadata,
      error: { code: 0, message: 'string' },
    },
    means: { kind: 'completed', videoUrl: 'https://example.com/video.mp4' },
  },
  {
    says: 'queued',
    source: now,
    polled,
    body: { task_id: polled, status: 'queued' },
    means: { kind: 'pending', status: 'queued' },
  },
  {
    says: 'in progress',
    source: now,
    polled,
    body: { task_id: polled, status: 'in_progress' },
    means: { kind: 'pending', status: 'processing' },
  },
  {
    says: 'failed',
    source: now,
    polled,
    body: { task_id: polled, status: 'failed', error: { code: 500, message: 'upstream failed' } },
    means: { kind: 'failed', message: 'upstream failed' },
  },
  {
    says: 'succeeded, the older word',
    source: older,
    polled,
    body: {
      error: null,
      format: 'mp4',
      metadata,
      status: 'succeeded',
      task_id: polled,
      url: 'https://e.com/v',
    },
    means: { kind: 'completed', videoUrl: 'https://e.com/v' },
  },
  {
    says: 'an error of the key, with no status of a task',
    source: older,
    http: 401,
    body: { code: null, message: 'Invalid token', param: 'string', type: 'new_api_error' },
    means: { kind: 'unclear', reason: 'unauthorized' },
  },
  {
    says: 'the task in data, in progress',
    source: code,
    polled,
    body: {
      code: 'success',
      message: '',
      data: { ...inner, status: 'IN_PROGRESS', progress: '30%', fail_reason: '' },
    },
    means: { kind: 'pending', status: 'processing', createdAt: 1761635478_000 },
  },
  {
    says: 'the task in data, with the link',
    source: code,
    polled,
    body: {
      code: 'success',
      message: '',
      data: {
        ...inner,
        status: 'SUCCESS',
        progress: '100%',
        fail_reason: '',
        result_url: 'https://e.com/r.mp4',
      },
    },
    means: { kind: 'completed', videoUrl: 'https://e.com/r.mp4' },
  },
  {
    says: 'the task in data, failed',
    source: code,
    polled,
    body: {
      code: 'success',
      message: '',
      data: { ...inner, status: 'FAILURE', fail_reason: 'task timeout' },
    },
    means: { kind: 'failed', message: 'task timeout' },
  },
  {
    says: 'completed, in the newest description',
    source: newest,
    polled,
    body: {
      id: polled,
      status: 'completed',
      progress: 100,
      video_url: 'https://example.com/v.mp4',
      metadata,
      error: null,
    },
    means: { kind: 'completed', videoUrl: 'https://example.com/v.mp4' },
  },
  {
    says: 'no such task, by HTTP 400',
    source: code,
    polled,
    http: 400,
    body: { code: 'task_not_exist', message: 'task_not_exist', data: null },
    means: { kind: 'not_found' },
  },
  {
    says: 'another error by HTTP 400 says nothing of the task',
    source: code,
    polled,
    http: 400,
    body: { code: 'invalid_request', message: 'video_id is required', data: null },
    means: { kind: 'unclear', reason: 'unexpected' },
  },
];
