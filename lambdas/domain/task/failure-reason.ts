/**
 * Why there is no video, for programs. `moderation_input`: what was sent was refused. `moderation_output`: what was made was
 * withheld. `quota`: money or a limit, the provider's account included. `provider_fault`: theirs, and temporary as a rule.
 * `expired`: not finished in time. `unknown`: nobody said, or not in words that we know.
 */
export const failureReasons = [
  'moderation_input',
  'moderation_output',
  'invalid_input',
  'quota',
  'provider_fault',
  'expired',
  'not_found',
  'unknown',
] as const;
export type FailureReason = (typeof failureReasons)[number];

/**
 * Whether the same generation may succeed if it is created again unchanged. Not after moderation: providers ask for it not
 * to be tried again, that of outputs included (https://docs.dev.runwayml.com/errors/task-failures/,
 * https://docs.fal.ai/errors). Nor if nobody knows why it failed: each try may cost money.
 */
export const isRetryable: Readonly<Record<FailureReason, boolean>> = {
  moderation_input: false,
  moderation_output: false,
  invalid_input: false,
  quota: true,
  provider_fault: true,
  expired: true,
  not_found: false,
  unknown: false,
};
