import type { GroundTruth, RightOutcome } from '../../provider/ground-truth.ts';
import type { PlannedTask } from '../planned-task.ts';

/** What the run itself knows of a task's history. Times are milliseconds since the epoch on the run's clock. */
export interface TaskHistory {
  readonly planned: PlannedTask;
  readonly taskId: string;
  /** When registration was first tried, and when it was acknowledged. */
  readonly triedAt: number;
  readonly registeredAt?: number;
  /** The owner's wish to stop it: when it was first tried, and the HTTP status that it was answered with at last. */
  readonly stop?: { readonly triedAt: number; readonly status?: number };
  /** What the provider really did with it; absent where it never heard of it. */
  readonly groundTruth?: GroundTruth;
}

/** A way in which a task may rightly have ended. */
export type AllowedOutcome = RightOutcome | { readonly status: 'stopped'; readonly errorCode?: undefined };

/** How long after its creation the deployment follows a task. */
export const givenUpAfter = 23 * 3_600_000;

const deadlineExceeded: AllowedOutcome = { status: 'expired', errorCode: 'deadline_exceeded' };
const notFound: AllowedOutcome = { status: 'expired', errorCode: 'task_not_found' };

/**
 * Every way in which a task may rightly have ended: one, save where two things happened so near to each other that
 * either may have been seen first. `window` is the longest that the product may look away under the run's faults.
 *
 * - The provider ended it a window before the deadline: as the provider ended it.
 * - It was still being made when the deadline passed: `deadline_exceeded`, whatever became of it afterwards.
 * - It ended within a window before the deadline: either.
 * - It was deleted at the provider before it was registered: `task_not_found`; within a window of it, either.
 * - The owner stopped it, and was told so: `stopped`. Where nobody knows whether the wish arrived: also as it ended.
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
