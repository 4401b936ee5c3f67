import type { DocumentedAnswer } from '../../../support/documented-answer.ts';

const source = 'https://docs.kie.ai/market/common/get-task-detail';
const polled = 'task_12345678';
const data = {
  taskId: polled,
  model: 'bytedance/seedance-2',
  param: JSON.stringify({
    model: 'bytedance/seedance-2',
    callBackUrl: 'https://your-domain.com/api/callback',
    input: { prompt: 'Cinematic portrait...', image_url: 'https://example.com/in.png' },
  }),
  resultJson: '',
  failCode: '',
  failMsg: '',
  completeTime: null,
  createTime: 1698765400000,
  updateTime: 1698765432000,
};
const answer = (more: object) => ({ code: 200, message: 'success', data: { ...data, ...more } });
const known = { model: 'bytedance/seedance-2', createdAt: 1698765400000 };

export const documented: readonly DocumentedAnswer[] = [
  {
    says: 'waiting',
    source,
    polled,
    body: answer({ state: 'waiting' }),
    means: { kind: 'pending', status: 'queued', ...known },
  },
  {
    says: 'queuing',
    source,
    polled,
    body: answer({ state: 'queuing' }),
    means: { kind: 'pending', status: 'queued' },
  },
  {
    says: 'generating',
    source,
    polled,
    body: answer({ state: 'generating' }),
    means: { kind: 'pending', status: 'processing' },
  },
  {
    says: 'the example, success, with JSON in a text',
    source,
    polled,
    body: answer({
      state: 'success',
      resultJson: '{"resultUrls":["https://example.com/generated-content.mp4"]}',
      completeTime: 1698765432000,
    }),
    means: { kind: 'completed', videoUrl: 'https://example.com/generated-content.mp4', ...known },
  },
  {
    says: 'fail with code and message',
    source,
    polled,
    body: answer({ state: 'fail', failCode: '422', failMsg: 'Validation error in the original request' }),
    means: { kind: 'failed', message: 'Validation error in the original request' },
  },
  {
    says: 'HTTP 200 with code 401',
    source,
    polled,
    body: { code: 401, message: 'Unauthorized', data: null },
    means: { kind: 'unclear', reason: 'unauthorized' },
  },
  {
    says: 'HTTP 200 with code 404',
    source,
    polled,
    body: { code: 404, message: 'Task not found', data: null },
    means: { kind: 'not_found' },
  },
  {
    says: 'HTTP 200 with code 500, which is no failure of the task',
    source,
    polled,
    body: { code: 500, message: 'Internal server error', data: null },
    means: { kind: 'unclear', reason: 'no_status' },
  },
];
