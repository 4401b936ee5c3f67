import type { TaskScript } from '../provider/task-script.ts';

/** How a provider says that a task has failed, and the reason that is to be made of it. */
interface PlayedFailure {
  readonly reason: string;
  readonly error: TaskScript['error'];
}

const ofCode = (reason: string, code: string, message: string): PlayedFailure => ({
  reason,
  error: { code, message },
});

/** From the documentation of Ark and ModelArk and from public clients, as in the tests of the rules for reasons. */
const failures: readonly PlayedFailure[] = [
  { reason: 'provider_fault', error: '上游提交未返回task_id' },
  { reason: 'moderation_output', error: '生成的视频可能包含敏感信息' },
  ofCode(
    'moderation_input',
    'InputTextSensitiveContentDetected',
    'The request failed because the input text may contain sensitive information.',
  ),
  ofCode(
    'moderation_input',
    'InputImageSensitiveContentDetected',
    'The request failed because the input image may contain sensitive information.',
  ),
  ofCode(
    'moderation_output',
    'OutputVideoSensitiveContentDetected',
    'The request failed because the output video may contain sensitive information.',
  ),
  ofCode(
    'invalid_input',
    'InvalidParameter',
    'One or more parameters specified in the request are not valid.',
  ),
  ofCode('provider_fault', 'InternalServiceError', 'The service encountered an unexpected internal error.'),
  ofCode('quota', 'AccountOverdueError', 'The request failed because your account has an overdue balance.'),
];

/** `share` is from 0 up to, and without, 1. */
export const drawFailure = (share: number): PlayedFailure =>
  failures[Math.floor(share * failures.length)] ?? ofCode('unknown', 'policy', 'Refused');
