import type { DocumentedAnswer } from '../../../support/documented-answer.ts';

const topic = 'https://replicate.com/docs/topics/predictions';
const lifecycle = 'https://replicate.com/docs/topics/predictions/lifecycle';
const limits = 'https://replicate.com/docs/topics/predictions/rate-limits';
const retention = 'https://replicate.com/docs/topics/predictions/data-retention';
const id = 'gm3qorzdhgbfurvjtvhg6dckhu';
const file = 'https://replicate.delivery/xezq/9a/tmp.mp4';
const prediction = {
  id,
  model: 'bytedance/seedance-1-pro',
  version: 'hidden',
  input: { prompt: 'a cat', image: 'https://example.com/input.mp4' },
  logs: '',
  error: null,
  created_at: '2023-09-08T16:19:34.765994Z',
  data_removed: false,
  urls: {
    cancel: `https://api.replicate.com/v1/predictions/${id}/cancel`,
    get: `https://api.replicate.com/v1/predictions/${id}`,
    web: `https://replicate.com/p/${id}`,
  },
};
const known = { model: 'bytedance/seedance-1-pro', createdAt: Date.parse('2023-09-08T16:19:34.765Z') };

export const documented: readonly DocumentedAnswer[] = [
  {
    says: 'starting',
    source: lifecycle,
    polled: id,
    body: { ...prediction, status: 'starting', output: null },
    means: { kind: 'pending', status: 'queued', ...known },
  },
  {
    says: 'processing',
    source: lifecycle,
    polled: id,
    body: { ...prediction, status: 'processing', output: null },
    means: { kind: 'pending', status: 'processing' },
  },
  {
    says: 'succeeded, the output a text',
    source: topic,
    polled: id,
    body: { ...prediction, status: 'succeeded', output: file, metrics: { predict_time: 61.2 } },
    means: {
      kind: 'completed',
      videoUrl: file,
      ...known,
      generation: { usage: { predict_time: 61.2 } },
    },
  },
  {
    says: 'succeeded, the output a list',
    source: topic,
    polled: id,
    body: { ...prediction, status: 'succeeded', output: [file] },
    means: { kind: 'completed', videoUrl: file },
  },
  {
    says: 'succeeded, and all is removed after an hour',
    source: retention,
    polled: id,
    body: { ...prediction, input: {}, status: 'succeeded', output: null, data_removed: true },
    means: { kind: 'completed_without_video' },
  },
  {
    says: 'failed',
    source: lifecycle,
    polled: id,
    body: {
      ...prediction,
      status: 'failed',
      output: null,
      error: 'The input was flagged as sensitive (E005)',
    },
    means: { kind: 'failed', message: 'The input was flagged as sensitive (E005)' },
  },
  {
    says: 'canceled',
    source: lifecycle,
    polled: id,
    body: { ...prediction, status: 'canceled', output: null },
    means: { kind: 'cancelled' },
  },
  {
    says: 'aborted: its deadline passed before it could start',
    source: lifecycle,
    polled: id,
    body: { ...prediction, status: 'aborted', output: null },
    means: { kind: 'expired' },
  },
  {
    says: 'too many requests',
    source: limits,
    http: 429,
    body: { detail: 'Request was throttled. Your rate limit resets in ~30s.' },
    means: { kind: 'unclear', reason: 'throttled' },
  },
];
