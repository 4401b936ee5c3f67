import { describe, expect, it } from 'vitest';
import { reasonOf } from '../../../lambdas/domain/provider/failure-rules.ts';
import type { FailureReason } from '../../../lambdas/domain/task/failure-reason.ts';

describe('the reason of a failure', () => {
  it.each<[string, FailureReason]>([
    ['400', 'invalid_input'],
    ['402', 'quota'],
    ['404', 'not_found'],
    ['408', 'provider_fault'],
    ['413', 'invalid_input'],
    ['422', 'invalid_input'],
    ['429', 'quota'],
    ['451', 'moderation_input'],
    ['500', 'provider_fault'],
    ['504', 'provider_fault'],
    ['401', 'unknown'],
    ['1500', 'unknown'],
    ['50012', 'unknown'],
    ['5x0', 'unknown'],
    ['50x', 'unknown'],
  ])('is told by the code %s, if nothing else is said', (code, reason) => {
    expect(reasonOf({ code })).toBe(reason);
    expect(reasonOf({ code, message: '' })).toBe(reason);
  });

  it('is unknown if nothing is said', () => {
    expect(reasonOf({})).toBe('unknown');
  });

  it.each<[FailureReason, string]>([
    ['not_found', 'task not exist'],
    ['not_found', 'job was not found'],
    ['not_found', 'task id does not exist'],
    ['not_found', 'the task doesn’t exist'],
    ['not_found', 'record does nt exist'],
    ['not_found', 'no such task'],
    ['not_found', '任务不存在'],
    ['not_found', '任务id 未找到'],
    ['not_found', '记录 已被删除'],
    ['not_found', '找不到任务'],
    ['not_found', '找不到该任务'],
    ['provider_fault', 'internal error'],
    ['provider_fault', 'internal service error'],
    ['provider_fault', 'task_id is empty'],
    ['provider_fault', 'taskId is null'],
    ['provider_fault', 'missing: videourl is empty'],
    ['provider_fault', 'bad request, status: 502'],
    ['provider_fault', 'invalid answer, http status code 503'],
    ['provider_fault', 'HTTP 500 for the parameter'],
    ['provider_fault', '参数内部错误'],
    ['provider_fault', '参数内部服务错误'],
    ['provider_fault', '审核服务请求失败'],
    ['provider_fault', '审核服务超时'],
    ['provider_fault', 'moderation service unavailable'],
    ['provider_fault', 'moderation error'],
    ['provider_fault', 'please try later'],
    ['provider_fault', 'retrying again later'],
    ['invalid_input', 'http 5000 parameters'],
    ['invalid_input', 'the prompt exceed 200 tokens'],
    ['invalid_input', 'this exceeds what fits'],
    ['invalid_input', 'bad param'],
    ['invalid_input', 'bad params'],
    ['invalid_input', 'error fetching it'],
    ['invalid_input', 'failed to load it'],
    ['invalid_input', 'failure while read it'],
    ['invalid_input', 'parsing error'],
    ['invalid_input', 'parser error'],
    ['invalid_input', 'load image'],
    ['invalid_input', 'loading the video'],
    ['invalid_input', 'loading http://x'],
    ['invalid_input', 'width required'],
    ['expired', 'the task has been timed out'],
    ['expired', 'generation time out'],
    ['expired', '任务已过期'],
    ['expired', 'the link expired'],
    ['quota', 'no credit left'],
    ['quota', 'please topup'],
    ['quota', 'please top-up'],
    ['quota', 'ratelimit'],
    ['quota', 'rate limit'],
    ['quota', 'forbidden: insufficient balance'],
    ['unknown', 'authentication failed'],
    ['unknown', 'auth failed'],
    ['unknown', 'invalid api key'],
    ['moderation_input', 'sensitive'],
    ['moderation_output', 'the output is sensitive'],
    ['moderation_output', 'output: sensitive, change the prompt'],
    ['moderation_input', 'the prompt is sensitive, no output'],
    ['moderation_input', 'input: unsafe'],
  ])('is %s, if %j is said', (reason, message) => {
    expect(reasonOf({ message })).toBe(reason);
  });

  it('is told by a code in one word, or with marks between its words, before the message', () => {
    expect(reasonOf({ code: 'OutputVideoSensitive', message: 'change the prompt' })).toBe(
      'moderation_output',
    );
    expect(reasonOf({ code: 'Task.--NotFound' })).toBe('not_found');
    expect(reasonOf({ code: 'InvalidParameter', message: 'the service is busy' })).toBe('invalid_input');
    expect(reasonOf({ code: '404', message: 'the service is busy' })).toBe('provider_fault');
  });
});
