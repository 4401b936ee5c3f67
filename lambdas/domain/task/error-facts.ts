import { type FailureReason, isRetryable } from './failure-reason.ts';
import type { ErrorCode, TaskError } from './task.ts';

/** Why a task with this code has no video, if the provider gave no better reason. */
const usualReasons: Readonly<Record<ErrorCode, FailureReason>> = {
  provider_failed: 'unknown',
  provider_cancelled: 'unknown',
  provider_expired: 'expired',
  deadline_exceeded: 'expired',
  task_not_found: 'not_found',
  completed_without_video: 'provider_fault',
  not_a_video: 'provider_fault',
  archive_failed: 'provider_fault',
  tracking_failed: 'unknown',
};

/** An error as answers and events show it. */
export interface ErrorFacts {
  readonly code: ErrorCode;
  readonly message: string;
  readonly reason: FailureReason;
  readonly retryable: boolean;
  readonly providerCode: string | null;
}

export const errorFacts = ({ code, message, reason: known, providerCode }: TaskError): ErrorFacts => {
  const reason = known === undefined || known === 'unknown' ? usualReasons[code] : known;
  return { code, message, reason, retryable: isRetryable[reason], providerCode: providerCode ?? null };
};
