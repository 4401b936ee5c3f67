import { turnOf } from '../callbacks/conclude-attempt.ts';
import {
  type DeliverCallbackDeps,
  type DeliverCallbackResult,
  deliverCallback,
} from '../callbacks/deliver-callback.ts';
import { type DeliveryInput, finished, type Repetition, settle } from '../callbacks/delivery-steps.ts';
import type { Delivery, Destination } from '../task/delivery.ts';
import { destinationOf } from '../task/delivery.ts';
import type { TaskStore } from '../task/task-store.ts';
import { type DeliverToBusDeps, deliverToBus } from './deliver-to-bus.ts';

export interface DeliverEventDeps extends DeliverCallbackDeps, DeliverToBusDeps {
  readonly tasks: Pick<TaskStore, 'view'>;
}

export interface DeliverEventResult extends DeliverCallbackResult {
  readonly destination?: Destination;
  /** What became of the same event's delivery to the bus, if this turn tried that, too. */
  readonly beside?: DeliverCallbackResult;
}

/**
 * One attempt at a delivery. The first at a callback tries the same event's delivery to the bus at the same time, which costs no
 * transition of the state machine; from then on each has executions of its own, so that neither waits for the other.
 */
export const deliverEvent =
  (deps: DeliverEventDeps) =>
  async (input: DeliveryInput & Repetition): Promise<DeliverEventResult> => {
    const view = await deps.tasks.view(input);
    const delivery = view?.deliveries.find(({ number }) => number === input.delivery);
    if (!view || !delivery) return settle(deps, input, { state: 'withdrawn', attempts: 0 });
    const deliver = (one: Delivery, repetition: Repetition): Promise<DeliverCallbackResult> =>
      (destinationOf(one) === 'bus' ? deliverToBus : deliverCallback)(
        deps,
        turnOf(one, repetition),
        one,
        view,
      );
    const isOurs = delivery.state === 'pending' && delivery.restart === input.restart;
    const besides = besideOf(delivery, view.deliveries);
    const [own, beside] = await Promise.allSettled([
      isOurs ? deliver(delivery, input) : finished(input),
      besides && deliver(besides, { handsOver: true }),
    ]);
    // Either is done before the other's failure has the whole step repeated.
    if (own.status === 'rejected') throw own.reason;
    if (beside.status === 'rejected') throw beside.reason;
    return {
      ...own.value,
      destination: destinationOf(delivery),
      ...(beside.value && { beside: beside.value }),
    };
  };

/** The delivery to the bus that was added with this one, and that nobody has tried yet. */
const besideOf = (
  { number, eventId, destination }: Delivery,
  deliveries: readonly Delivery[],
): Delivery | undefined =>
  destination === 'bus'
    ? undefined
    : deliveries.find(
        (other) =>
          other.beside &&
          other.number === number + 1 &&
          other.eventId === eventId &&
          other.state === 'pending' &&
          other.restart === 0 &&
          other.attempts === 0,
      );
