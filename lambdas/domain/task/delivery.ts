import { leaseFor } from './lease.ts';
import type { EventType, Leased, TaskKey } from './task.ts';
import type { Millis } from './time.ts';

/**
 * `pending`: attempts go on. `delivered`: the receiver answered 2xx. `gone`: it answered 410. `exhausted`: the
 * schedule ended. `withdrawn`: a newer delivery or event took its place, or the owner stopped the task.
 */
export const deliveryStates = ['pending', 'delivered', 'exhausted', 'gone', 'withdrawn'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** The states by which a final event's latest delivery is listed: what was withdrawn has a newer one in its place. */
export const listedStates = [
  'pending',
  'delivered',
  'exhausted',
  'gone',
] as const satisfies readonly DeliveryState[];
export type ListedState = (typeof listedStates)[number];

export interface DeliveryKey extends TaskKey {
  /** Counts a task's deliveries from 1. */
  readonly number: number;
}

/** Where events go: to the task's callback URL, or to the deployment's event bus. */
export const destinations = ['callback', 'bus'] as const;
export type Destination = (typeof destinations)[number];

/** The sending of one event to one destination. */
export interface Delivery extends DeliveryKey, Leased {
  readonly event: EventType;
  /** `webhook-id`: the same for every attempt and every delivery of one event. */
  readonly eventId: string;
  /** Absent: to the callback URL. */
  readonly destination?: 'bus';
  /** Of a delivery to the bus: there is a callback, too, by whose delivery the task is listed. */
  readonly beside?: true;
  /** Of the task, when the event happened: an event of the end before a retry is not sent any more. */
  readonly retries?: number;
  readonly state: DeliveryState;
  readonly requestedAt: Millis;
  /** Attempts made so far. */
  readonly attempts: number;
  /** Times in a row that the next attempt was put off, as its host had requests enough. */
  readonly putOffs?: number;
  readonly nextAttemptAt?: Millis;
  /** When it left `pending`. */
  readonly settledAt?: Millis;
  readonly expiresAt?: Millis;
}

export const destinationOf = ({ destination }: Pick<Delivery, 'destination'>): Destination =>
  destination ?? 'callback';

/** A delivery that is to be tried at once, in the hands of its first execution. `expiresAt` absent: kept for ever. */
export const newDelivery = (
  { owner, taskId, retries }: TaskKey & Pick<Delivery, 'retries'>,
  about: Pick<Delivery, 'number' | 'event' | 'eventId' | 'destination' | 'beside' | 'expiresAt'>,
  now: Millis,
): Delivery => ({
  owner,
  taskId,
  ...(retries !== undefined && { retries }),
  ...about,
  state: 'pending',
  requestedAt: now,
  attempts: 0,
  nextAttemptAt: now,
  restart: 0,
  strikes: 0,
  leaseUntil: leaseFor('deliver', now),
});

/** One request to the callback URL, or to the bus. */
export interface DeliveryAttempt extends DeliveryKey {
  /** Counts a delivery's attempts from 1. */
  readonly attempt: number;
  readonly at: Millis;
  /** The address that was dialled, if one was. */
  readonly address?: string;
  /** HTTP status, if there was an answer. */
  readonly status?: number;
  /** The class of failure, if there was no answer. */
  readonly failure?: string;
  /** Why it failed, in a word, if more is known than its class. */
  readonly reason?: string;
  /** Where a redirect leads: at most 1 KiB. */
  readonly location?: string;
  readonly milliseconds: number;
  /** The first KiB of the answer, as text. */
  readonly answer?: string;
  readonly nextAttemptAt?: Millis;
  readonly expiresAt?: Millis;
}
