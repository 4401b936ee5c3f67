import type { GenerationFacts } from '../task/generation.ts';
import type { Millis } from '../task/time.ts';
import type { Failure } from './provider-failure.ts';
import type { StillLinks } from './still-links.ts';

/** What every answer about a task may carry. */
export interface Known {
  readonly model?: string;
  readonly createdAt?: Millis;
  /** How it was generated, and what it cost. */
  readonly generation?: GenerationFacts;
}

/** Why an answer says nothing about the task. Tracking goes on. */
export const unclearReasons = [
  /** Our own key could not be read. */
  'no_key',
  'unauthorized',
  'throttled',
  'server_error',
  'timeout',
  'unreachable',
  'not_json',
  'too_large',
  'no_status',
  'unknown_status',
  'wrong_path',
  /** About a task with another id than the one that was polled. */
  'other_task',
  'unexpected',
] as const;
export type UnclearReason = (typeof unclearReasons)[number];

/** What the provider's answer to a poll means. */
export type ProviderAnswer =
  | ({ readonly kind: 'pending'; readonly status: 'queued' | 'processing' } & Known)
  | ({
      readonly kind: 'completed';
      readonly videoUrl: string;
      readonly stillUrls?: StillLinks;
      readonly durationSeconds?: number;
    } & Known)
  /** Success with no link that we recognise. Polling goes on: the link may come, or the video must be saved by hand. */
  | ({ readonly kind: 'completed_without_video'; readonly shape?: string } & Partial<Failure> & Known)
  | ({ readonly kind: 'not_a_video' } & Known)
  | ({ readonly kind: 'failed' } & Failure & Known)
  | ({ readonly kind: 'cancelled' | 'expired' } & Partial<Failure> & Known)
  /** No such task: a passing gap, unless it persists. */
  | { readonly kind: 'not_found' }
  | {
      readonly kind: 'unclear';
      readonly reason: UnclearReason;
      readonly retryAfterSeconds?: number;
      readonly shape?: string;
      /** Probably the video of this task, in an answer whose status nobody knows: the last resort at the deadline. */
      readonly videoUrl?: string;
    };

/** What a poll depends on besides the task's id. */
export interface PollContext {
  /** Whose task it is; absent: the first provider's. */
  readonly provider?: string;
  /** Consecutive polls that timed out: the next one waits longer for its answer. */
  readonly timeoutsInARow?: number;
}

export interface Provider {
  /** `taskId` is the provider's own. Never throws for anything that the provider does: that is what `unclear` is for. */
  poll(taskId: string, context?: PollContext): Promise<ProviderAnswer>;
}
