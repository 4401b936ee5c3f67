import type { DocumentedAnswer } from '../../../support/documented-answer.ts';

const source = 'https://zcbservice.aizfw.cn/kyyReactApiServer';
const task = {
  id: 'video_abc123def456',
  object: 'video',
  created: 1761635478,
  model: 'seedance_1_5_pro_720p',
  status: 'processing',
  video_url: null,
  error: null,
};
const known = { model: 'seedance_1_5_pro_720p', createdAt: 1761635478_000 };

export const documented: readonly DocumentedAnswer[] = [
  {
    says: 'the example, processing',
    source,
    polled: task.id,
    body: task,
    means: { kind: 'pending', status: 'processing', ...known },
  },
  {
    says: 'queued',
    source,
    polled: task.id,
    body: { ...task, status: 'queued' },
    means: { kind: 'pending', status: 'queued', ...known },
  },
  {
    says: 'completed with link and duration',
    source,
    polled: task.id,
    body: { ...task, status: 'completed', video_url: 'https://cdn.example.com/v.mp4', actualDuration: 5.04 },
    means: { kind: 'completed', videoUrl: 'https://cdn.example.com/v.mp4', durationSeconds: 5.04, ...known },
  },
  {
    says: 'failed with a text',
    source,
    polled: task.id,
    body: { ...task, status: 'failed', error: '上游提交未返回task_id' },
    means: { kind: 'failed', message: '上游提交未返回task_id' },
  },
  {
    says: 'cancelled',
    source,
    polled: task.id,
    body: { ...task, status: 'cancelled' },
    means: { kind: 'cancelled', ...known },
  },
  {
    says: 'completed, of Seedance 2.0, with the tokens',
    source: 'https://docs.globalaiopc.com/en/api-reference/video/seedance2/seedance2-query',
    polled: task.id,
    body: {
      ...task,
      model: 'seedance_2_0_fast',
      status: 'completed',
      video_url: 'https://cdn.example.com/v.mp4',
      actualDuration: 5,
      totalTokens: 40594,
    },
    means: {
      kind: 'completed',
      videoUrl: 'https://cdn.example.com/v.mp4',
      generation: { usage: { totalTokens: 40594 } },
    },
  },
];
