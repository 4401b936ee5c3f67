import { lateIntervalSeconds, type PollingLimits, pollGrace, promptPolls } from '../../contract/limits.ts';
import type { ProviderAnswer } from '../provider/provider.ts';
import type { ServiceTier, Task } from '../task/task.ts';
import { type Millis, minute, second } from '../task/time.ts';
import { bestIntervals, type IntervalLimits, type IntervalSpan } from './best-interval.ts';
import { type Estimate, quantile } from './estimate.ts';
import { generationStart } from './generation-start.ts';

/** A task after the answer to its last poll, and what else decides when to poll next. */
export interface PollSituation {
  readonly task: Task;
  readonly answer: ProviderAnswer;
  /** The poll before had no clear answer either. */
  readonly unclearBefore: boolean;
  readonly now: Millis;
  readonly estimate: Estimate;
  readonly limits: PollingLimits;
  /** From 0 to 1, drawn each time. */
  readonly random: number;
}

export type NextPoll =
  | { readonly kind: 'poll'; readonly afterSeconds: number }
  | { readonly kind: 'give_up' };

/**
 * When to poll next, for a task that is not known to have ended: in whole seconds between the tier's floor and
 * `pollMaxSeconds`, or later if `Retry-After` says so. The last poll falls on the deadline; after it, only a task whose
 * last answer was unclear is polled.
 */
export const nextPoll = (situation: PollSituation): NextPoll => {
  const remaining = Math.ceil((situation.task.deadline - situation.now) / second);
  if (remaining <= 0) return pastDeadline(situation);
  const bounds = boundsOf(situation);
  const { shortest, longest } = intervals(situation, bounds);
  const jittered = Math.round(shortest + situation.random * (longest - shortest));
  const asked = askedFor(situation);
  const afterSeconds = Math.max(jittered, asked);
  return { kind: 'poll', afterSeconds: alignedToDeadline(afterSeconds, asked, remaining, situation) };
};

/** A fault of the provider at the last moment must not cost a finished video: only "not finished" ends the polling at once. */
const pastDeadline = (situation: PollSituation): NextPoll => {
  const { task, answer, now, limits } = situation;
  const left = Math.ceil((task.deadline + pollGrace.minutes * minute - now) / second);
  if (answer.kind === 'pending' || left <= 0) return { kind: 'give_up' };
  const slowly = Math.max(limits.pollMaxSeconds, minute / second);
  const afterSeconds = Math.min(Math.max(slowly, askedFor(situation)), left);
  return { kind: 'poll', afterSeconds: Math.max(afterSeconds, tierFloor(task, limits)) };
};

/** The provider's documentation wants the offline service polled every 60 to 120 s. */
const flexFloorSeconds = 60;

/**
 * What a poll costs, in seconds of mean delay. In the default tier it is the price at which no schedule of one poll a
 * minute has both fewer polls and less delay; in the offline tier seconds do not matter.
 */
const pollCosts: Readonly<Record<ServiceTier, number>> = { default: 4.5, flex: 30 };

const boundsOf = ({ task, limits }: PollSituation): IntervalLimits => {
  const late = task.queries >= promptPolls ? lateIntervalSeconds(limits) : 0;
  const floorSeconds = Math.max(tierFloor(task, limits), late);
  const ceilingSeconds = Math.max(limits.pollMaxSeconds, floorSeconds);
  return { floorSeconds, ceilingSeconds, pollCost: pollCosts[task.serviceTier] };
};

const tierFloor = ({ serviceTier, terms }: Task, { pollMinSeconds }: PollingLimits): number =>
  Math.max(pollMinSeconds, serviceTier === 'flex' ? flexFloorSeconds : 0, terms?.leastSeconds ?? 0);

const intervals = (situation: PollSituation, bounds: IntervalLimits): IntervalSpan => {
  const { task, answer, unclearBefore } = situation;
  const { floorSeconds, ceilingSeconds } = bounds;
  switch (answer.kind) {
    case 'not_found':
      return spread(seenBefore(task) ? ceilingSeconds : floorSeconds, bounds);
    case 'completed_without_video':
    case 'not_a_video':
      return spread(floorSeconds * 2 ** ((task.withoutVideoInARow ?? 1) - 1), bounds);
    case 'unclear':
      return unclearBefore ? spread(ceilingSeconds, bounds) : expected(situation, bounds);
    default:
      return expected(situation, bounds);
  }
};

/** The provider has answered something about this task, so it exists. */
export const seenBefore = (task: Task): boolean =>
  task.createdAt !== undefined || task.model !== undefined || task.lastPendingAt !== undefined;

const expected = ({ task, now, estimate }: PollSituation, bounds: IntervalLimits): IntervalSpan => {
  // Long, since nothing can be finished; but not so long that the fastest tenth of tasks would start and finish in between.
  if (task.status === 'queued') return spread(quantile(estimate, 0.1), bounds);
  const seenSince = task.processingSince ?? now;
  const begun = generationStart({ ...task, processingSince: seenSince }) ?? {
    from: Math.min(task.registeredAt, seenSince),
    to: seenSince,
  };
  const progress = {
    seenForSeconds: (now - begun.to) / second,
    begunWithinSeconds: (begun.to - begun.from) / second,
  };
  return bestIntervals(estimate, progress, bounds);
};

/**
 * Spreads tasks that were polled at the same moment where the estimate has no say: by two seconds plus a twelfth of what
 * the interval has above the floor. At the ceiling the interval is shortened by as much instead: a queue takes many polls, so that more
 * would cost, and less would see late that processing began.
 */
const spread = (seconds: number, { floorSeconds, ceilingSeconds }: IntervalLimits): IntervalSpan => {
  const wanted = Math.min(Math.max(seconds, floorSeconds), ceilingSeconds);
  const width = 2 + (wanted - floorSeconds) / 12;
  const shortest = Math.max(Math.min(wanted, ceilingSeconds - width), floorSeconds);
  return { shortest, longest: Math.min(shortest + width, ceilingSeconds) };
};

const throttledSeconds = 60;
/** Seconds, however long `Retry-After` is. */
const maxRetryAfter = 900;

/** The seconds that `Retry-After` and throttling ask for, spread so that not all tasks come back in the same second. */
const askedFor = ({ answer, random }: PollSituation): number => {
  if (answer.kind !== 'unclear') return 0;
  const throttled = answer.reason === 'throttled' ? throttledSeconds * (1 + random) : 0;
  const requested = Math.min((answer.retryAfterSeconds ?? 0) * (1 + random / 10), maxRetryAfter);
  return Math.round(Math.max(throttled, requested));
};

/**
 * The last poll falls on the deadline, and the one before it leaves at least the floor between them. If it cannot, they
 * share what is left, or it is left out where it would come sooner than the provider asked for.
 */
const alignedToDeadline = (
  seconds: number,
  asked: number,
  remaining: number,
  { task, limits }: PollSituation,
): number => {
  const floorSeconds = tierFloor(task, limits);
  if (remaining <= seconds) return Math.max(remaining, floorSeconds);
  if (remaining - seconds >= floorSeconds) return seconds;
  return remaining >= 2 * Math.max(floorSeconds, asked) ? Math.ceil(remaining / 2) : remaining;
};
