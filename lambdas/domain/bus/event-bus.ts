import type { CallbackReply } from '../callbacks/callbacks.ts';
import type { Millis } from '../task/time.ts';

export interface BusEvent {
  readonly type: string;
  /** When it happened. */
  readonly at: Millis;
  /** JSON of an object. */
  readonly detail: string;
}

/** What came of it: as with a callback, except that a bus is never gone and asks for no time. */
export type BusReply = Omit<CallbackReply, 'kind' | 'retryAfterSeconds' | 'address' | 'location'> & {
  readonly kind: 'accepted' | 'failed';
};

export interface EventBus {
  /** Puts one event on the bus, within `busTimeout`. Never throws for anything that the bus does. */
  put(event: BusEvent): Promise<BusReply>;
}

/** How long a put may take in all: less than a callback, whose function waits for both. */
export const busTimeout: Millis = 4_000;

/** The deployment has none (any more): a bus that an operator removed by mistake loses no event. */
export const noBus: EventBus = {
  put: async () => ({ kind: 'failed', failure: 'no_bus', milliseconds: 0 }),
};
