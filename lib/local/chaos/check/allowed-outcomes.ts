import type { GroundTruth, RightOutcome } from '../../provider/ground-truth.ts';
import type { PlannedTask } from '../planned-task.ts';

/** What the run knows about a task. Times are milliseconds since the epoch on the run's clock. */
export interface TaskHistory {
  readonly planned: PlannedTask;
  readonly taskId: string;
  /** When registration was first tried, and when it was acknowledged. */
  readonly triedAt: number;
  readonly registeredAt?: number;
  /** The owner's request to stop it: when it was first sent, and the HTTP status of the final answer. */
  readonly stop?: { readonly triedAt: number; readonly status?: number };
  /** The error code of its first end, after which the owner had it retried. */
  readonly retriedAfter?: string;
  /** What really happened at the provider; absent if the provider never knew the task. */
  readonly groundTruth?: GroundTruth;
}

/** A correct outcome of a task. */
export type AllowedOutcome = RightOutcome | { readonly status: 'stopped'; readonly errorCode?: undefined };

/** How long after its creation the deployment tracks a task. */
export const givenUpAfter = 23 * 3_600_000;

const deadlineExceeded: AllowedOutcome = { status: 'expired', errorCode: 'deadline_exceeded' };
const notFound: AllowedOutcome = { status: 'expired', errorCode: 'task_not_found' };

/**
 * Every correct outcome of a task: one, unless two things happened so close together that either may have been seen
 * first. `window` is the longest time between two polls under the run's faults.
 *
 * - The provider ended it a window before the deadline: as the provider ended it.
 * - It was still being generated at the deadline: `deadline_exceeded`, whatever happened afterwards.
 * - It ended within a window before the deadline: either.
 * - It was deleted at the provider before it was registered: `task_not_found`; within a window of it, either.
 * - The owner stopped it and got the answer: `stopped`. If the request may not have arrived: also as it ended.
 */
export const allowedOutcomes = (history: TaskHistory, window: number): readonly AllowedOutcome[] => {
  const natural = naturalEnds(history, window);
  if (!history.stop) return natural;
  const { status } = history.stop;
  const refused = status !== undefined && status >= 400 && status < 500;
  if (refused) return natural;
  return status === undefined ? [{ status: 'stopped' }, ...natural] : [{ status: 'stopped' }];
};

const naturalEnds = (
  { planned, groundTruth, triedAt, registeredAt = triedAt }: TaskHistory,
  window: number,
): AllowedOutcome[] => {
  if (!groundTruth) return [notFound];
  const right = planned.rightOutcomes ?? [groundTruth.rightOutcome];
  if (triedAt >= groundTruth.deletedAt) return [notFound];
  const own = planned.giveUpAfterSeconds === undefined ? undefined : planned.giveUpAfterSeconds * 1000;
  const earliestDeadline = Math.min(groundTruth.createdAt + givenUpAfter, triedAt + (own ?? givenUpAfter));
  const latestDeadline = Math.min(registeredAt + givenUpAfter, registeredAt + (own ?? givenUpAfter));
  const ends: AllowedOutcome[] = [];
  if (groundTruth.endsAt !== undefined && groundTruth.endsAt < latestDeadline) ends.push(...right);
  if (groundTruth.endsAt === undefined || groundTruth.endsAt > earliestDeadline - window)
    ends.push(deadlineExceeded);
  if (registeredAt > groundTruth.deletedAt - window) ends.push(notFound);
  return ends;
};
