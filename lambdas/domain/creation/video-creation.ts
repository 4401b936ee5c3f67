import type { Registration, TaskKey } from '../task/task.ts';
import type { Millis } from '../task/time.ts';

/** What the provider is to make a video from: its own create body, checked. */
export type Generation = Readonly<Record<string, unknown>>;

/** Why nothing is created at present: the key is refused, too many requests, a wrong base URL, no connection. */
export const unavailableReasons = ['unauthorized', 'throttled', 'wrong_path', 'unreachable'] as const;

/** What became of a request to create. */
export type Creation =
  | {
      readonly kind: 'created';
      readonly taskId: string;
      readonly model?: string;
      readonly createdAt?: Millis;
      /** Absent if the answer has none, or one that is no reason to wait. */
      readonly status?: 'queued' | 'processing';
    }
  /** The provider said no, in its own words. */
  | { readonly kind: 'refused'; readonly message: string }
  /** Nothing was created, for certain, and another time it may be. */
  | {
      readonly kind: 'unavailable';
      readonly reason: (typeof unavailableReasons)[number];
      readonly retryAfterSeconds?: number;
    }
  /** The answer was lost or makes no sense: there may be a video, and its id is unknown. */
  | { readonly kind: 'unknown'; readonly reason: string };

export interface VideoCreator {
  /**
   * Sends one request, and never throws for anything that the provider does. `provider` absent: the first; it must be one
   * whose creation is documented.
   */
  create(generation: Generation, provider?: string): Promise<Creation>;
}

export interface IntentKey {
  readonly owner: TaskKey['owner'];
  readonly idempotencyKey: string;
}

/** The intention to create a video: written before the request to the provider, so that nothing is created twice. */
export interface Intent extends IntentKey {
  /** Of the whole request: the same key with another one is a mistake. */
  readonly digest: string;
  /** Stored before the provider is called, so that what the table cannot hold fails while nothing is paid for yet. */
  readonly registration: Registration;
  readonly requestedAt: Millis;
  readonly expiresAt: Millis;
  /** Absent during the request, and for ever if we were interrupted. */
  readonly creation?: Exclude<Creation, { kind: 'unavailable' }>;
}

export interface IntentStore {
  /** One conditional write: the intent, unless one of that key is there that was neither released nor has expired. */
  add(intent: Intent): Promise<{ kind: 'added' } | { kind: 'exists'; intent: Intent }>;
  settle(key: IntentKey, creation: NonNullable<Intent['creation']>): Promise<void>;
  /** Nothing was created: the key may be used again. */
  release(key: IntentKey): Promise<void>;
}
