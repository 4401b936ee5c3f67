import { describe, expect, it } from 'vitest';
import { errorFacts } from '../../../lambdas/domain/task/error-facts.ts';
import { type FailureReason, failureReasons } from '../../../lambdas/domain/task/failure-reason.ts';
import type { ErrorCode } from '../../../lambdas/domain/task/task.ts';

describe('the error of a task', () => {
  it.each<[ErrorCode, FailureReason, boolean]>([
    ['provider_failed', 'unknown', false],
    ['provider_cancelled', 'unknown', false],
    ['provider_expired', 'expired', true],
    ['deadline_exceeded', 'expired', true],
    ['task_not_found', 'not_found', false],
    ['completed_without_video', 'provider_fault', true],
    ['not_a_video', 'provider_fault', true],
    ['archive_failed', 'provider_fault', true],
    ['tracking_failed', 'unknown', false],
  ])('%s has the reason %s, if the provider gives no better one', (code, reason, retryable) => {
    const facts = { code, message: 'm', reason, retryable, providerCode: null };
    expect(errorFacts({ code, message: 'm' })).toEqual(facts);
    expect(errorFacts({ code, message: 'm', reason: 'unknown' })).toEqual(facts);
    const said = errorFacts({ code, message: 'm', reason: 'moderation_output', providerCode: 'X' });
    expect(said).toMatchObject({ reason: 'moderation_output', retryable: false, providerCode: 'X' });
  });

  it('may pass if it is created again unchanged, but not after moderation, nor if nobody knows why', () => {
    const retryable = failureReasons.filter(
      (reason) => errorFacts({ code: 'provider_failed', message: '', reason }).retryable,
    );
    expect(retryable).toEqual(['quota', 'provider_fault', 'expired']);
  });
});
