import { lateIntervalSeconds, type PollingLimits, pollGrace, promptPolls } from '../../contract/limits.ts';
import type { ProviderAnswer } from '../provider/provider.ts';
import type { ServiceTier, Task } from '../task/task.ts';
import { type Millis, minute, second } from '../task/time.ts';
import { bestInterval, type IntervalLimits } from './best-interval.ts';
import { type Estimate, quantile } from './estimate.ts';

/** A task as it stands after the answer to its last question, and what is needed to judge it. */
export interface PollSituation {
  readonly task: Task;
  readonly answer: ProviderAnswer;
  /** The question before had no clear answer either. */
  readonly unclearBefore: boolean;
  readonly now: Millis;
  readonly estimate: Estimate;
  readonly limits: PollingLimits;
  /** From 0 to 1, drawn anew each time. */
  readonly random: number;
}

export type NextPoll = { readonly kind: 'ask'; readonly afterSeconds: number } | { readonly kind: 'give_up' };

/**
 * When to ask next, for a task that is not known to be over: after whole seconds between the tier's floor and
 * `pollMaxSeconds`, or later where `Retry-After` asks for it; the last time at the deadline; and after it only where the
 * last answer told nothing.
 */
export const nextPoll = (situation: PollSituation): NextPoll => {
  const remaining = Math.ceil((situation.task.deadline - situation.now) / second);
  if (remaining <= 0) return pastDeadline(situation);
  const bounds = boundsOf(situation);
  const jittered = spread(interval(situation, bounds), bounds, situation.random);
  const afterSeconds = heeding(situation.answer, jittered, situation.random);
  return { kind: 'ask', afterSeconds: meetingDeadline(afterSeconds, remaining, situation) };
};

/** The provider's hiccup at the last moment must not cost a finished video: only "not finished" ends it there and then. */
const pastDeadline = ({ task, answer, now, limits, random }: PollSituation): NextPoll => {
  const left = Math.ceil((task.deadline + pollGrace.minutes * minute - now) / second);
  if (answer.kind === 'pending' || left <= 0) return { kind: 'give_up' };
  const slowly = Math.max(limits.pollMaxSeconds, minute / second);
  const afterSeconds = Math.min(heeding(answer, slowly, random), left);
  return { kind: 'ask', afterSeconds: Math.max(afterSeconds, tierFloor(task, limits)) };
};

/** The offline service is documented to be asked every 60 to 120 s. */
const flexFloorSeconds = 60;

/**
 * What a question is worth, in seconds of mean delay. In the default tier, the price at which no schedule of one
 * question a minute is better in either respect; in the offline tier nobody waits for seconds.
 */
const questionCosts: Readonly<Record<ServiceTier, number>> = { default: 4.5, flex: 30 };

const boundsOf = ({ task, limits }: PollSituation): IntervalLimits => {
  const late = task.queries >= promptPolls ? lateIntervalSeconds(limits) : 0;
  const floorSeconds = Math.max(tierFloor(task, limits), late);
  const ceilingSeconds = Math.max(limits.pollMaxSeconds, floorSeconds);
  return { floorSeconds, ceilingSeconds, questionCost: questionCosts[task.serviceTier] };
};

const tierFloor = ({ serviceTier }: Task, { pollMinSeconds }: PollingLimits): number =>
  serviceTier === 'flex' ? Math.max(flexFloorSeconds, pollMinSeconds) : pollMinSeconds;

const interval = (situation: PollSituation, bounds: IntervalLimits): number => {
  const { task, answer, unclearBefore } = situation;
  const { floorSeconds, ceilingSeconds } = bounds;
  switch (answer.kind) {
    case 'not_found':
      return seenBefore(task) ? ceilingSeconds : floorSeconds;
    case 'completed_without_video':
    case 'not_a_video':
      return clamp(floorSeconds * 2 ** ((task.withoutVideoInARow ?? 1) - 1), bounds);
    case 'unclear':
      return unclearBefore ? ceilingSeconds : expected(situation, bounds);
    default:
      return expected(situation, bounds);
  }
};

/** The provider has told us something of this task, so that it does exist. */
export const seenBefore = (task: Task): boolean =>
  task.createdAt !== undefined || task.model !== undefined || task.lastPendingAt !== undefined;

const expected = ({ task, now, estimate }: PollSituation, bounds: IntervalLimits): number => {
  if (task.status === 'queued') return whileQueued(estimate, bounds);
  const seenSince = task.processingSince ?? now;
  const begunFrom = task.notProcessingAt ?? Math.min(task.registeredAt, seenSince);
  const progress = {
    seenForSeconds: (now - seenSince) / second,
    begunWithinSeconds: (seenSince - begunFrom) / second,
  };
  return bestInterval(estimate, progress, bounds);
};

/** Slowly, since nothing can be finished; but not so slowly that the fastest tenth would begin and be finished meanwhile. */
const whileQueued = (estimate: Estimate, bounds: IntervalLimits): number =>
  clamp(quantile(estimate, 0.1), bounds);

const clamp = (seconds: number, { floorSeconds, ceilingSeconds }: IntervalLimits): number =>
  Math.min(Math.max(seconds, floorSeconds), ceilingSeconds);

/**
 * Tasks of one moment must part: by two seconds, and by a tenth of what an interval has above the floor, where it costs
 * next to nothing. At the ceiling it is shortened by as much instead.
 */
const spread = (seconds: number, bounds: IntervalLimits, random: number): number => {
  const { floorSeconds, ceilingSeconds } = bounds;
  const width = 2 + (seconds - floorSeconds) / 10;
  const shortest = Math.max(Math.min(seconds, ceilingSeconds - width), floorSeconds);
  return Math.round(Math.min(shortest + random * width, ceilingSeconds));
};

const throttledSeconds = 60;
/** However long `Retry-After` asks for. */
const maxRetryAfter = 900;

/** Whoever is told to come back later comes later, and not all at the same second. */
const heeding = (answer: ProviderAnswer, seconds: number, random: number): number => {
  if (answer.kind !== 'unclear') return seconds;
  const throttled = answer.reason === 'throttled' ? throttledSeconds * (1 + random) : 0;
  const asked = Math.min((answer.retryAfterSeconds ?? 0) * (1 + random / 10), maxRetryAfter);
  return Math.round(Math.max(seconds, throttled, asked));
};

/** The last question falls on the deadline, and the one before leaves it the floor; nothing is asked sooner than that. */
const meetingDeadline = (seconds: number, remaining: number, { task, limits }: PollSituation): number => {
  const floorSeconds = tierFloor(task, limits);
  if (remaining <= seconds) return Math.max(remaining, floorSeconds);
  if (remaining - seconds >= floorSeconds) return seconds;
  const halves = remaining >= 2 * floorSeconds && seconds <= 2 * limits.pollMaxSeconds;
  return halves ? Math.ceil(remaining / 2) : remaining;
};
