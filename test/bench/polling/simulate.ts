import { afterAnswer } from '../../../lambdas/domain/polling/after-answer.ts';
import { type Estimate, estimateOf } from '../../../lambdas/domain/polling/estimate.ts';
import { type GenerationTime, generationTime } from '../../../lambdas/domain/polling/estimate-store.ts';
import { nextPoll } from '../../../lambdas/domain/polling/next-poll.ts';
import type { ProviderAnswer } from '../../../lambdas/domain/provider/provider.ts';
import type { ServiceTier, Task } from '../../../lambdas/domain/task/task.ts';
import { day, second } from '../../../lambdas/domain/task/time.ts';
import { aTask, startOfTests } from '../../support/records.ts';

/** One task at the provider, in seconds from its creation, which is its registration. */
export interface Fate {
  readonly begins: number;
  readonly finishes: number;
  /** When it is registered, if that is later than its creation. */
  readonly registered?: number;
}

export interface Followed {
  /** Without the one at registration. */
  readonly polls: number;
  readonly delay: number;
  readonly seen?: GenerationTime;
}

/** The seconds to the next poll, after `polled` of them, the last at `age`. */
export type Plain = (polled: number, age: number) => number;

export const fixed =
  (seconds: number): Plain =>
  () =>
    seconds;

/** 30 s, then twice as long each time, up to 120 s. */
export const exponential: Plain = (polled) => Math.min(30 * 2 ** (polled - 1), 120);

/** What people write: one interval after the other, whatever the answer says. */
export const followPlain = ({ finishes }: Fate, plain: Plain): Followed => {
  let age = 0;
  for (let polled = 1; ; polled += 1) {
    age += plain(polled, age);
    if (age >= finishes) return { polls: polled, delay: age - finishes };
  }
};

const model = 'seedance_1_5_pro_720p';
const limits = { pollMinSeconds: 30, pollMaxSeconds: 120 };

/** What the provider's answers say besides the status. */
export interface Telling {
  /** It was created by us: the first answer is that of the creation. */
  readonly byUs?: boolean;
  /** Answers have no `created`. */
  readonly withoutCreated?: boolean;
}

/**
 * The product: what it writes after each answer, and when it asks next. The first answer is that of the poll at registration,
 * or, of a task that we created, that of the creation: always that it is queued.
 */
export const followOurs = (
  { begins, finishes, registered = 0 }: Fate,
  serviceTier: ServiceTier,
  estimate: Estimate,
  random: () => number,
  { byUs = false, withoutCreated = false }: Telling = {},
): Followed => {
  let now = startOfTests + registered * second;
  let task: Task = aTask({ model, registeredAt: now, serviceTier, deadline: startOfTests + day });
  const created = withoutCreated ? {} : { createdAt: startOfTests };
  for (let polls = 0; ; polls += 1) {
    const age = (now - startOfTests) / second;
    if (age >= finishes) {
      const seen = generationTime({ ...task, finishedAt: now });
      return { polls, delay: age - finishes, ...(seen ? { seen } : {}) };
    }
    const begun = age >= begins && (polls > 0 || !byUs);
    const status = begun ? 'processing' : 'queued';
    const answer: ProviderAnswer = { kind: 'pending', status, ...created };
    const polled = { answer, polledAt: now, answeredAt: now, giveUpAfterSeconds: day / second };
    const { notProcessingAt: _, ...said } = afterAnswer(task, polled);
    // As the product takes the answer to a creation.
    task = { ...task, ...(byUs && polls === 0 ? said : afterAnswer(task, polled)) };
    const situation = { task, answer, unclearBefore: false, now, estimate, limits, random: random() };
    const next = nextPoll(situation);
    if (next.kind === 'give_up') throw new Error('A task of the benchmark is longer than a day');
    now += next.afterSeconds * second;
  }
};

export const coldEstimate = (serviceTier: ServiceTier): Estimate => estimateOf({ model, serviceTier }, []);
export { estimateOf, model };
