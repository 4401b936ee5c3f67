import {
  type Attempted,
  type ConcludeAttemptDeps,
  concludeAttempt,
  type DeliveryView,
} from '../callbacks/conclude-attempt.ts';
import { unready } from '../callbacks/deliver-callback.ts';
import type { DeliveryStep, DeliveryTurn } from '../callbacks/delivery-steps.ts';
import { happenedAt } from '../callbacks/event.ts';
import { readiness } from '../callbacks/readiness.ts';
import { type EventBodyDeps, eventBodyOf } from '../callbacks/signed-event.ts';
import type { Delivery } from '../task/delivery.ts';
import type { EventBus } from './event-bus.ts';

export interface DeliverToBusDeps extends ConcludeAttemptDeps, EventBodyDeps {
  readonly bus: EventBus;
}

/** One attempt at one pending delivery to the bus. Whatever the bus does becomes an attempt; what fails on our side is thrown. */
export const deliverToBus = async (
  deps: DeliverToBusDeps,
  turn: DeliveryTurn,
  delivery: Delivery,
  view: DeliveryView,
): Promise<DeliveryStep | Attempted> => {
  const { task } = view;
  const ready = readiness(delivery, task, view.deliveries, deps.clock.now());
  if (ready.kind !== 'ready') return unready(deps, turn, delivery, ready);
  const { event: type, eventId, owner } = delivery;
  const detail = detailOf({ id: eventId, owner }, await eventBodyOf(deps, delivery, task));
  const at = deps.clock.now();
  const reply = await deps.bus.put({ type, at: happenedAt(type, task), detail });
  return concludeAttempt(deps, turn, { delivery, view, reply, at });
};

/** The body as a callback would have it, to the last character, behind what a callback has elsewhere. */
const detailOf = (about: { readonly id: string; readonly owner: string }, body: string): string =>
  `${JSON.stringify(about).slice(0, -1)},${body.slice(1)}`;
