import type { DocumentedAnswer } from '../../../support/documented-answer.ts';

const api = 'https://fal.ai/docs/api-reference/inference-api';
const result = 'https://fal.ai/docs/inference-api/queue/result';
const requests = 'https://docs.fal.ai/documentation/model-apis/request-errors';
const models = 'https://fal.ai/docs/documentation/model-apis/errors.md';
const id = '764cabcf-b745-4b3e-ae38-1200304cf45b';
const polled = `fal-ai/bytedance/${id}`;
const urls = {
  request_id: id,
  response_url: `https://queue.fal.run/fal-ai/bytedance/requests/${id}`,
  status_url: `https://queue.fal.run/fal-ai/bytedance/requests/${id}/status`,
  cancel_url: `https://queue.fal.run/fal-ai/bytedance/requests/${id}/cancel`,
};
const complete = { ...urls, status: 'COMPLETED', logs: null, metrics: { inference_time: 63.4 } };

export const documented: readonly DocumentedAnswer[] = [
  {
    says: 'in the queue, 202',
    source: api,
    polled,
    http: 202,
    body: { ...urls, status: 'IN_QUEUE', queue_position: 0 },
    means: { kind: 'pending', status: 'queued' },
  },
  {
    says: 'in progress, 202',
    source: api,
    polled,
    http: 202,
    body: { ...urls, status: 'IN_PROGRESS', logs: [] },
    means: { kind: 'pending', status: 'processing' },
  },
  {
    says: 'completed, and the result has the video',
    source: result,
    polled,
    body: complete,
    result: {
      body: {
        video: { url: 'https://v3b.fal.media/files/b/panda/out.mp4', content_type: 'video/mp4' },
        seed: 42,
      },
    },
    means: { kind: 'completed', videoUrl: 'https://v3b.fal.media/files/b/panda/out.mp4' },
  },
  {
    says: 'completed, and the result is what the model refused',
    source: models,
    polled,
    body: complete,
    result: {
      http: 422,
      body: {
        detail: [
          {
            loc: ['body', 'prompt'],
            msg: 'The content was flagged by a content checker.',
            type: 'content_policy_violation',
            url: 'https://docs.fal.ai/errors#content_policy_violation',
            input: 'the flagged input',
          },
        ],
      },
    },
    means: { kind: 'failed', message: 'The content was flagged by a content checker.' },
  },
  {
    says: 'completed, and the result is a request that timed out, 504',
    source: requests,
    polled,
    body: complete,
    result: { http: 504, body: { detail: 'Request timed out', error_type: 'request_timeout' } },
    means: { kind: 'failed', message: 'Request timed out' },
  },
  {
    says: 'completed, and the result is a page of a proxy, 502',
    source: requests,
    polled,
    body: complete,
    result: { http: 502, body: '<html>Bad gateway</html>' },
    means: { kind: 'unclear', reason: 'server_error' },
  },
  {
    says: 'completed, and the key is refused for the result',
    source: api,
    polled,
    body: complete,
    result: { http: 401, body: { detail: 'Cannot access application' } },
    means: { kind: 'unclear', reason: 'unauthorized' },
  },
  {
    says: 'completed, and the result has a shape that no page shows',
    source: result,
    polled,
    body: complete,
    result: { body: { outcome: { pieces: 3 } } },
    means: { kind: 'completed_without_video' },
  },
];
