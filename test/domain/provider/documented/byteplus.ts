import type { DocumentedAnswer } from '../../../support/documented-answer.ts';

const query = 'https://docs.byteplus.com/en/docs/ModelArk/1521309';
const link =
  'https://ark-content-generation-ap-southeast-1.tos-ap-southeast-1.volces.com/seedance-1-5-pro/021.mp4?X-Tos-Date=1';
const task = {
  id: 'cgt-20251018123456-abcde',
  model: 'seedance-1-5-pro-251215',
  created_at: 1760761234,
  updated_at: 1760761300,
  service_tier: 'default',
  execution_expires_after: 172800,
};
const known = { model: 'seedance-1-5-pro-251215', createdAt: 1760761234_000 };
const polled = task.id;

export const documented: readonly DocumentedAnswer[] = [
  {
    says: 'succeeded',
    source: query,
    polled,
    body: {
      ...task,
      status: 'succeeded',
      content: { video_url: link },
      usage: { completion_tokens: 246840, total_tokens: 246840 },
      generate_audio: true,
    },
    means: { kind: 'completed', videoUrl: link, ...known },
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
    body: { ...task, status: 'running' },
    means: { kind: 'pending', status: 'processing' },
  },
  {
    says: 'failed',
    source: query,
    polled,
    body: { ...task, status: 'failed', error: { code: 'InternalServiceError', message: 'Internal error.' } },
    means: { kind: 'failed', message: 'Internal error.' },
  },
  {
    says: 'expired',
    source: query,
    polled,
    body: { ...task, status: 'expired' },
    means: { kind: 'expired' },
  },
  {
    says: 'another task than the one that was polled',
    source: query,
    polled: 'cgt-20251018123456-other',
    body: { ...task, status: 'succeeded', content: { video_url: link } },
    means: { kind: 'unclear', reason: 'other_task' },
  },
];
