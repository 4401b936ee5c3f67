import { classify } from '../../lambdas/domain/provider/classify.ts';

export const created = 1761635478;
export const base = { id: 'video_abc123def456', object: 'video', created, model: 'seedance_1_5_pro_720p' };
export const known = { model: 'seedance_1_5_pro_720p', createdAt: created * 1_000 };
export const link = 'https://files.example.com/v.mp4?X-Sign=a%2Fb';

/** What an answer with this body is taken for. */
export const answerTo = (body: unknown, httpStatus = 200, more: object = {}) =>
  classify({
    httpStatus,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    truncated: false,
    ...more,
  });
