import { html, json, type SimulatedReply } from './reply.ts';

/** What a wrong key gets, and now and then a right one. */
export const unauthorized = (status = 401): SimulatedReply =>
  json(status, {
    error: {
      code: 'AuthenticationError',
      message: 'the API key in the request is missing or invalid',
      type: 'Unauthorized',
    },
  });

export const wrongPath = (method: string, path: string): SimulatedReply =>
  json(404, { message: `No handler found for ${method} ${path}` });

/** Not documented: how this provider, as simulated, answers for an id that it does not know or has deleted. */
export const notFound = (): SimulatedReply =>
  json(404, { error: { code: 'task_not_found', message: '任务不存在' } });

export const badRequest = (message: string): SimulatedReply =>
  json(400, { error: { code: 'InvalidParameter', message, type: 'BadRequest' } });

const throttled = (seconds: number, now: number): SimulatedReply => {
  const refusal = json(429, { error: { code: 'RateLimitExceeded', message: '请求过于频繁，请稍后再试' } });
  if (seconds === 0) return refusal;
  const after = seconds < 0 ? new Date(now - seconds * 1000).toUTCString() : String(seconds);
  return { ...refusal, headers: { ...refusal.headers, 'retry-after': after } };
};

/** Misbehaviours that take the place of whatever the answer would have been; `amount` as the registry says. */
export const refusals = {
  'login-failed': () => json(200, { code: '204', msg: '登录验证失败' }),
  unauthorized: (amount?: number) => unauthorized(amount),
  'wrong-path': () => wrongPath('GET', '/kyyReactApiServer/v1/results'),
  moved: () => html(404, '404 Not Found'),
  'not-found': () => notFound(),
  'not-found-softly': () => json(200, { code: '404', msg: '任务不存在' }),
  throttled: (amount: number | undefined, now: number) => throttled(amount ?? 45, now),
  'server-error': (amount?: number) =>
    json(amount ?? 500, { error: { code: 'InternalServiceError', message: '系统繁忙' } }),
  'bad-gateway': () => html(502, '502 Bad Gateway'),
  empty: () => ({ ...json(200, {}), payload: '' }),
  'not-json': () => html(200, 'Maintenance'),
  hang: () => ({ ...json(200, {}), sending: 'never' as const }),
  reset: () => ({ ...json(200, {}), sending: 'reset' as const }),
} satisfies Record<string, (amount: number | undefined, now: number) => SimulatedReply>;
