import type { Deliveries } from './deliveries.ts';
import type { Delivery } from './delivery.ts';
import type { Executions } from './executions.ts';
import { leaseFor } from './lease.ts';
import { isFinal, optionalEvents, type TaskKey } from './task.ts';
import type { Tasks } from './tasks.ts';
import type { Clock } from './time.ts';

export interface RedeliverDeps {
  readonly tasks: Pick<Tasks, 'view'>;
  readonly deliveries: Pick<Deliveries, 'add' | 'change'>;
  readonly executions: Pick<Executions, 'start'>;
  readonly clock: Clock;
}

export type Redelivered =
  /** `startFailure`: the execution could not be started. The delivery is safe: the sweep starts one when its lease is over. */
  | { readonly kind: 'started'; readonly delivery: Delivery; readonly startFailure?: unknown }
  | { readonly kind: 'not_found' }
  /** There is no final event yet, or never will be. */
  | { readonly kind: 'no_event' };

/**
 * Sends a task's final event again: a delivery of its own with the whole schedule before it, the same event id and a
 * fresh link, whatever became of the deliveries before. One that is still pending is replaced by it. Throws what the
 * stores throw.
 */
export const redeliver =
  (deps: RedeliverDeps) =>
  async (key: TaskKey): Promise<Redelivered> => {
    const view = await deps.tasks.view(key);
    if (!view) return { kind: 'not_found' };
    const latest = view.deliveries.findLast(
      ({ event }) => !(optionalEvents as readonly string[]).includes(event),
    );
    if (!isFinal(view.task.status) || !latest) return { kind: 'no_event' };

    const number = (view.deliveries.at(-1)?.number ?? 0) + 1;
    const delivery = nextDelivery(latest, number, deps.clock.now());
    // Somebody else took the number between the view and the write. A number is taken once, so this ends.
    if ((await deps.deliveries.add(delivery)) === 'exists') return redeliver(deps)(key);
    if (latest.state === 'pending') await withdraw(deps, latest);
    const { owner, taskId } = delivery;
    try {
      await deps.executions.start({ owner, taskId, restart: 0, delivery: number });
      return { kind: 'started', delivery };
    } catch (startFailure) {
      return { kind: 'started', delivery, startFailure };
    }
  };

const nextDelivery = (latest: Delivery, number: number, now: number): Delivery => ({
  owner: latest.owner,
  taskId: latest.taskId,
  number,
  event: latest.event,
  eventId: latest.eventId,
  state: 'pending',
  requestedAt: now,
  attempts: 0,
  nextAttemptAt: now,
  restart: 0,
  strikes: 0,
  leaseUntil: leaseFor('deliver', now),
  ...(latest.expiresAt === undefined ? {} : { expiresAt: latest.expiresAt }),
});

/** Its execution ends by itself at its next step, when it finds the delivery no longer pending. */
const withdraw = async ({ deliveries, clock }: RedeliverDeps, delivery: Delivery): Promise<void> => {
  await deliveries.change(delivery, {
    state: 'withdrawn',
    settledAt: clock.now(),
    nextAttemptAt: undefined,
    leaseUntil: undefined,
  });
};
