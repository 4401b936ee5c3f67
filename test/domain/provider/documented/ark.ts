import type { DocumentedAnswer } from '../../../support/documented-answer.ts';

const query = 'https://www.volcengine.com/docs/82379/1521309';
const link =
  'https://ark-content-generation-cn-beijing.tos-cn-beijing.volces.com/doubao-seedance-1-0-pro/02174.mp4?X-Tos-Signature=ab';
const task = {
  id: 'cgt-20250331175019-68d9t',
  model: 'doubao-seedance-1-0-pro-250528',
  created_at: 1743414619,
  updated_at: 1743414673,
};
const known = { model: 'doubao-seedance-1-0-pro-250528', createdAt: 1743414619_000 };
const polled = task.id;

export const documented: readonly DocumentedAnswer[] = [
  {
    says: 'the example, succeeded',
    source: query,
    polled,
    body: {
      ...task,
      status: 'succeeded',
      content: { video_url: link },
      seed: 10,
      resolution: '720p',
      ratio: '16:9',
      duration: 5,
      framespersecond: 24,
      usage: { completion_tokens: 108900, total_tokens: 108900 },
    },
    means: {
      kind: 'completed',
      videoUrl: link,
      ...known,
      generation: {
        resolution: '720p',
        ratio: '16:9',
        fps: 24,
        seed: 10,
        usage: { completion_tokens: 108900, total_tokens: 108900 },
      },
    },
  },
  {
    says: 'succeeded with the last frame, which comes first',
    source: query,
    polled,
    body: {
      ...task,
      status: 'succeeded',
      content: { last_frame_url: 'https://tos.volces.com/last.png', video_url: link },
    },
    means: { kind: 'completed', videoUrl: link },
  },
  {
    says: 'queued',
    source: query,
    polled,
    body: { ...task, status: 'queued' },
    means: { kind: 'pending', status: 'queued', ...known },
  },
  {
    says: 'running',
    source: query,
    polled,
    body: { ...task, status: 'running', error: null },
    means: { kind: 'pending', status: 'processing', ...known },
  },
  {
    says: 'failed with code and message',
    source: query,
    polled,
    body: {
      ...task,
      status: 'failed',
      error: {
        code: 'OutputVideoSensitiveContentDetected',
        message: 'The request failed because the output video may contain sensitive information.',
      },
    },
    means: {
      kind: 'failed',
      message: 'The request failed because the output video may contain sensitive information.',
    },
  },
  {
    says: 'cancelled',
    source: query,
    polled,
    body: { ...task, status: 'cancelled' },
    means: { kind: 'cancelled', ...known },
  },
  {
    says: 'expired, after execution_expires_after',
    source: query,
    polled,
    body: { ...task, status: 'expired', execution_expires_after: 172800 },
    means: { kind: 'expired', ...known },
  },
  {
    says: 'succeeded with the times as texts and no id',
    source: 'https://apifox.com/apidoc/docs-site/5437846/265919615e0',
    polled,
    body: {
      model: 'doubao-seaweed',
      status: 'succeeded',
      created_at: '1718049470',
      updated_at: '1718049470',
      content: { video_url: link },
      usage: { completion_tokens: 35800, total_tokens: 35800 },
    },
    means: { kind: 'completed', videoUrl: link, createdAt: 1718049470_000 },
  },
];
