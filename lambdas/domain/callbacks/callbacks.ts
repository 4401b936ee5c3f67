import type { Millis } from '../task/time.ts';

/** What is signed: the parts that Standard Webhooks puts a dot between. */
export interface Signable {
  /** `webhook-id`. */
  readonly id: string;
  /** `webhook-timestamp`: whole seconds since the epoch, of the attempt. */
  readonly timestamp: number;
  readonly body: string;
}

export interface Signer {
  /** The signatures of an owner, as they stand in `webhook-signature`. Throws where the keys cannot be had. */
  sign(owner: string, content: Signable): Promise<string>;
}

/** What came of a request to a callback URL. */
export interface CallbackReply {
  /** `failed`: no answer, a refusal, or one that never ended. `gone`: the receiver wants no more. */
  readonly kind: 'accepted' | 'gone' | 'failed';
  /** How long the receiver asks to be left alone. */
  readonly retryAfterSeconds?: number;
  readonly milliseconds: number;
  readonly address?: string;
  readonly status?: number;
  /** The class of failure, where there was no whole answer. */
  readonly failure?: string;
  /** Why it failed, in a word, if more is known than its class. */
  readonly reason?: string;
  /** Where a redirect leads: at most 1 KiB. It is not followed. */
  readonly location?: string;
  /** The first KiB of the answer, as text. */
  readonly answer?: string;
}

export interface CallbackSender {
  /** One request. Never throws for anything that the receiver does. */
  send(url: string, content: Signable, signature: string, now: Millis): Promise<CallbackReply>;
}

/** How long a request may take in all, at most: Standard Webhooks recommends 15 to 30 s. */
export const callbackTimeout: Millis = 15_000;
