import type { PollingLimits } from '../../contract/limits.ts';
import type { OpenStatus, Task } from '../task/task.ts';
import type { Clock } from '../task/time.ts';
import { progressAfter } from './after-answer.ts';
import { estimateFrom } from './estimate.ts';
import type { EstimateStore } from './estimate-store.ts';
import { nextPoll } from './next-poll.ts';

export interface FirstPollDeps {
  readonly estimates: Pick<EstimateStore, 'of'>;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly limits: PollingLimits;
}

export interface FirstPoll {
  readonly change: Partial<Task>;
  /** Whole seconds until it. */
  readonly afterSeconds: number;
}

/**
 * When to poll a task for the first time that was created a moment ago: the answer to its creation is as good as that to a poll,
 * so the schedule goes on from there.
 */
export const firstPoll = async (
  deps: FirstPollDeps,
  created: Task,
  status: Exclude<OpenStatus, 'archiving'>,
): Promise<FirstPoll> => {
  const now = deps.clock.now();
  const answer = { kind: 'pending', status } as const;
  const change = {
    ...progressAfter(created, { answer, polledAt: now, answeredAt: now }),
    notProcessingAt: undefined, // That a new task is queued does not mean that it has to wait.
  };
  const task: Task = { ...created, ...change };
  const next = nextPoll({
    task,
    answer,
    unclearBefore: false,
    now,
    estimate: estimateFrom(task, await deps.estimates.of(task)),
    limits: deps.limits,
    random: deps.random(),
  });
  return { change, afterSeconds: next.kind === 'poll' ? next.afterSeconds : 0 };
};
