import type { DocumentedAnswer } from '../../../support/documented-answer.ts';

const result = 'https://wavespeed.ai/docs/get-result';
const predictions = 'https://wavespeed.ai/docs/what-are-predictions';
const fields = 'https://wavespeed.ai/docs/shared/api-result';
const polled = 'pred_abc123';
const answer = (more: object) => ({
  code: 200,
  message: 'success',
  data: {
    id: polled,
    model: 'bytedance/seedance-v1-pro-t2v-720p',
    outputs: [],
    urls: { get: `https://api.wavespeed.ai/api/v3/predictions/${polled}` },
    has_nsfw_contents: [],
    created_at: '2024-01-01T12:00:00.000Z',
    error: '',
    ...more,
  },
});
const known = {
  model: 'bytedance/seedance-v1-pro-t2v-720p',
  createdAt: Date.parse('2024-01-01T12:00:00.000Z'),
};

export const documented: readonly DocumentedAnswer[] = [
  {
    says: 'created',
    source: predictions,
    polled,
    body: answer({ status: 'created' }),
    means: { kind: 'pending', status: 'queued', ...known },
  },
  {
    says: 'processing',
    source: result,
    polled,
    body: answer({ status: 'processing' }),
    means: { kind: 'pending', status: 'processing', ...known },
  },
  {
    says: 'completed',
    source: result,
    polled,
    body: answer({
      status: 'completed',
      outputs: ['https://d1q70pf5vjeyhc.cloudfront.net/predictions/abc/1.mp4'],
      timings: { inference: 2500 },
    }),
    means: {
      kind: 'completed',
      videoUrl: 'https://d1q70pf5vjeyhc.cloudfront.net/predictions/abc/1.mp4',
      ...known,
      generation: { usage: { inference: 2500 } },
    },
  },
  {
    says: 'failed',
    source: result,
    polled,
    body: answer({ status: 'failed', error: 'Error message here' }),
    means: { kind: 'failed', message: 'Error message here' },
  },
  {
    says: 'completed with no outputs, whose own address is no video',
    source: fields,
    polled,
    body: answer({ status: 'completed' }),
    means: { kind: 'completed_without_video' },
  },
];
