import type { FailureReason } from '../../../../lambdas/domain/task/failure-reason.ts';

/** A message as a provider sent or documents it: what it means, the code beside it, the words, and where they stand. */
export type Message = readonly [reason: FailureReason, code: string, message: string, source: string];
