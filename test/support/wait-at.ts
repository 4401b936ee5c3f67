import { estimateOf } from '../../lambdas/domain/polling/estimate.ts';
import { nextPoll, type PollSituation } from '../../lambdas/domain/polling/next-poll.ts';
import type { ProviderAnswer } from '../../lambdas/domain/provider/provider.ts';
import type { ServiceTier, Task } from '../../lambdas/domain/task/task.ts';
import { aTask, startOfTests } from './records.ts';

export const model = 'seedance_1_5_pro_720p';
const estimates = {
  default: estimateOf({ model, serviceTier: 'default' }, []),
  flex: estimateOf({ model, serviceTier: 'flex' }, []),
};
export const processing: ProviderAnswer = { kind: 'pending', status: 'processing' };
export const queued: ProviderAnswer = { kind: 'pending', status: 'queued' };

/** How long a task waits that has been processed for so long, in seconds; not a number if it is given up. */
export const waitAt = (
  age: number,
  fields: Partial<Task> = {},
  more: Partial<PollSituation> = {},
): number => {
  const serviceTier: ServiceTier = fields.serviceTier ?? 'default';
  const begun = {
    status: 'processing',
    notProcessingAt: startOfTests,
    processingSince: startOfTests,
  } as const;
  const next = nextPoll({
    task: aTask({ model, ...begun, ...fields }),
    answer: processing,
    unclearBefore: false,
    now: startOfTests + age,
    estimate: estimates[serviceTier],
    limits: { pollMinSeconds: 30, pollMaxSeconds: 120 },
    random: 0,
    ...more,
  });
  return next.kind === 'poll' ? next.afterSeconds : Number.NaN;
};
