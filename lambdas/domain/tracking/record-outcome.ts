import type { ExecutionInput, Step } from '../../contract/workflow.ts';
import { type BusChoice, destinationsOf } from '../bus/destinations.ts';
import { type EstimateStore, generationTime } from '../polling/estimate-store.ts';
import { type Delivery, newDelivery } from '../task/delivery.ts';
import type { DeliveryStore } from '../task/delivery-store.ts';
import { leaseFor } from '../task/lease.ts';
import type { Retention } from '../task/retention.ts';
import { done, stepTo } from '../task/steps.ts';
import { type EventType, isFinal, type Outcome, type Status, type Task } from '../task/task.ts';
import type { TaskChange, TaskStore } from '../task/task-store.ts';
import { type Clock, type Millis, minute } from '../task/time.ts';

export interface RecordOutcomeDeps extends Retention, BusChoice {
  readonly tasks: TaskStore;
  readonly deliveries: DeliveryStore;
  readonly estimates: Pick<EstimateStore, 'add'>;
  readonly clock: Clock;
  /** `webhook-id`, the same whenever it is derived. */
  readonly eventId: (task: Task, event: EventType) => string;
}

/** What came of it: `recorded` holds the task if this call gave it its final status. */
export interface RecordOutcomeResult {
  readonly step: Step;
  readonly recorded?: Task;
}

/**
 * Makes the known outcome the final status, and adds the delivery of the final event. Each of its writes may be
 * the last before a crash: it is run again and goes on from there. Throws what the stores throw.
 */
export const recordOutcome =
  (deps: RecordOutcomeDeps) =>
  async (input: ExecutionInput): Promise<RecordOutcomeResult> => {
    const task = await deps.tasks.find(input);
    if (!task || task.restart !== input.restart || task.status === 'stopped') return { step: done(input) };
    if (isFinal(task.status)) return { step: await announce(deps, task, task.status) };
    const recorded = task.outcome && (await conclude(deps)(task, task.outcome, {}));
    if (!recorded) return { step: done(input) };
    return { step: await announce(deps, recorded, recorded.status), recorded };
  };

/**
 * Makes an outcome the final status, in one write with what else is new about the task. Answers the task, or nothing if another
 * execution has taken over. The event still has to be announced, by `recordOutcome`.
 */
export const conclude =
  (deps: RecordOutcomeDeps) =>
  async (task: Task, outcome: Outcome, news: TaskChange): Promise<Task | undefined> => {
    const recorded = await record(deps, task, outcome, news);
    const seen = recorded?.status === 'completed' ? generationTime(recorded) : undefined;
    if (recorded && seen) await deps.estimates.add(recorded, seen);
    return recorded;
  };

const record = async (
  { tasks, clock, retainMillis }: RecordOutcomeDeps,
  task: Task,
  { status, error }: Outcome,
  news: TaskChange,
): Promise<Task | undefined> => {
  const now = clock.now();
  const change = {
    ...news,
    status,
    error,
    finishedAt: task.finishedAt ?? now,
    recordedAt: now,
    outcome: undefined,
    sourceUrl: undefined,
    stillUrls: undefined,
    archiveProgress: undefined,
    nextQueryAt: undefined,
    leaseUntil: leaseFor('record', now),
    ...(retainMillis === undefined ? {} : { expiresAt: now + retainMillis }),
  };
  const result = await tasks.change(task, 'record', change);
  return result === 'changed' ? { ...task, ...change } : undefined;
};

/** Adds the final event's deliveries unless they are there, ends the task's lease, and goes on with the delivery. */
const announce = async (deps: RecordOutcomeDeps, task: Task, status: Status): Promise<Step> => {
  const deliveries = await finalDeliveries(deps, task, `video.${status}` as EventType);
  if (task.leaseUntil !== undefined) {
    const settled = await deps.tasks.change(task, 'settle', { leaseUntil: undefined });
    // The execution that took over continues the delivery: two would send everything twice.
    if (settled === 'superseded') return done(task);
  }
  // A delivery that was restarted meanwhile has its own execution. The first turn of the callback's tries the bus, too.
  const mine = deliveries.find(({ restart, state }) => restart === 0 && state === 'pending');
  const { owner, taskId } = task;
  const { number } = mine ?? deliveries[0];
  return stepTo({ owner, taskId, restart: 0, delivery: number }, mine ? 'deliver' : 'done');
};

/** What is older than the record is of one before it: a table deletes a record's items one by one. */
const clockSkew: Millis = minute;

const finalDeliveries = async (
  deps: RecordOutcomeDeps,
  task: Task,
  event: EventType,
): Promise<readonly [Delivery, ...Delivery[]]> => {
  const known = (await deps.tasks.view(task))?.deliveries ?? [];
  const eventId = deps.eventId(task, event);
  let last = known.at(-1)?.number ?? 0;
  const ours = destinationsOf(task, deps).map((to) => {
    const found = known.find(
      (delivery) =>
        delivery.eventId === eventId &&
        delivery.destination === to.destination &&
        delivery.requestedAt > task.registeredAt - clockSkew,
    );
    if (found) return { delivery: found, isNew: false };
    last += 1;
    const kept = task.expiresAt === undefined ? {} : { expiresAt: task.expiresAt };
    const about = { number: last, event, eventId, ...to, ...kept };
    return { delivery: newDelivery(task, about, deps.clock.now()), isNew: true };
  });
  for (const { delivery, isNew } of ours) {
    // Another one took the number between the view and the write: a number is taken once, so this ends.
    if (isNew && (await deps.deliveries.add(delivery)) === 'exists')
      return finalDeliveries(deps, task, event);
  }
  return ours.map(({ delivery }) => delivery) as [Delivery, ...Delivery[]];
};
