import { maxDeliveryDays } from '../../contract/limits.ts';
import { type Delivery, type Destination, destinationOf, newDelivery } from '../task/delivery.ts';
import type { DeliveryStore } from '../task/delivery-store.ts';
import type { Executions } from '../task/executions.ts';
import { isFinal, isFinalEvent, type Task, type TaskKey } from '../task/task.ts';
import type { TaskStore } from '../task/task-store.ts';
import { type Clock, day, type Millis } from '../task/time.ts';
import { replaceDelivery } from './replace-delivery.ts';
import { startExecution } from './start-execution.ts';

export interface RedeliverDeps {
  readonly tasks: Pick<TaskStore, 'view' | 'change'>;
  readonly deliveries: Pick<DeliveryStore, 'add' | 'change' | 'unlist'>;
  readonly executions: Pick<Executions, 'start'>;
  readonly clock: Clock;
}

export type Redelivered =
  /** `startFailure`: the execution could not be started. The delivery is safe: the sweep starts one when its lease is over. */
  | { readonly kind: 'started'; readonly delivery: Delivery; readonly startFailure?: unknown }
  | { readonly kind: 'not_found' }
  /** There is no final event yet, or never will be. */
  | { readonly kind: 'no_event' }
  | { readonly kind: 'too_many' };

/** Deliveries of a task, at most: they are read and listed as a whole, with up to ten kilobytes of answers each. */
const maxDeliveries = 100;

const maxDeliveryMillis: Millis = maxDeliveryDays * day;

/**
 * Sends a task's final event again to one destination, which is the callback URL if there is one and nothing else is said:
 * a new delivery with the whole schedule, the same event id and a fresh link, whatever became of the deliveries before. One
 * that is still pending is replaced by it. Throws what the stores throw.
 */
export const redeliver =
  (deps: RedeliverDeps) =>
  async (key: TaskKey, destination?: Destination): Promise<Redelivered> => {
    const view = await deps.tasks.view(key);
    if (!view) return { kind: 'not_found' };
    const callback = view.task.callbackUrl === undefined ? 'bus' : 'callback';
    const latest = latestFinal(view, destination ?? callback);
    if (!latest) return { kind: 'no_event' };
    const result = await sendAgain(deps, view, latest);
    // Somebody else took the number between the view and the write. A number is taken once, so this ends.
    return result.kind === 'taken' ? redeliver(deps)(key, destination) : result;
  };

interface TaskView {
  readonly task: Task;
  readonly deliveries: readonly Delivery[];
}

/** The latest delivery of the task's end to a destination; that of an end before a retry is none. */
export const latestFinal = ({ task, deliveries }: TaskView, destination: Destination): Delivery | undefined =>
  deliveries.findLast(
    (delivery) =>
      isFinalEvent(delivery.event) &&
      delivery.retries === task.retries &&
      destinationOf(delivery) === destination,
  );

/** The delivery that comes after those in the view; `taken` if another one has its number, and nothing was done. */
export const sendAgain = async (
  deps: RedeliverDeps,
  { task, deliveries }: TaskView,
  latest: Delivery,
): Promise<Redelivered | { readonly kind: 'taken' }> => {
  if (!isFinal(task.status)) return { kind: 'no_event' };
  const number = (deliveries.at(-1)?.number ?? 0) + 1;
  if (number > maxDeliveries) return { kind: 'too_many' };
  const delivery = repeatedDelivery(latest, number, deps.clock.now());
  await keepFor(deps, task, delivery);
  if ((await deps.deliveries.add(delivery)) === 'exists') return { kind: 'taken' };
  await replaceDelivery(deps, latest);
  const { owner, taskId } = delivery;
  const input = { owner, taskId, restart: 0, delivery: number };
  return { kind: 'started', delivery, ...(await startExecution(deps.executions, input)) };
};

const repeatedDelivery = (latest: Delivery, number: number, now: number): Delivery => {
  const { event, eventId, destination, beside, expiresAt } = latest;
  const kept = expiresAt === undefined ? {} : { expiresAt: Math.max(expiresAt, now + maxDeliveryMillis) };
  return newDelivery(
    latest,
    { number, event, eventId, ...(destination && { destination }), ...(beside && { beside }), ...kept },
    now,
  );
};

/** The event is made from the task's record: if that is about to be deleted, it is kept until the last attempt. */
const keepFor = async ({ tasks }: RedeliverDeps, task: Task, { expiresAt }: Delivery): Promise<void> => {
  if (task.expiresAt === undefined || expiresAt === undefined || expiresAt <= task.expiresAt) return;
  await tasks.change(task, 'keep', { expiresAt });
};
