import type { ExecutionInput, Step } from '../../contract/workflow.ts';
import { type EstimateStore, generationTime } from '../polling/estimate-store.ts';
import { type Delivery, newDelivery } from '../task/delivery.ts';
import type { DeliveryStore } from '../task/delivery-store.ts';
import { leaseFor } from '../task/lease.ts';
import type { Retention } from '../task/retention.ts';
import { done, stepTo } from '../task/steps.ts';
import { type EventType, isFinal, type Outcome, type Status, type Task } from '../task/task.ts';
import type { TaskChange, TaskStore } from '../task/task-store.ts';
import { type Clock, type Millis, minute } from '../task/time.ts';

export interface RecordOutcomeDeps extends Retention {
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

/** Adds the final event's delivery unless it is there, ends the task's lease, and goes on with the delivery. */
const announce = async (deps: RecordOutcomeDeps, task: Task, status: Status): Promise<Step> => {
  const delivery = await finalDelivery(deps, task, `video.${status}` as EventType);
  if (task.leaseUntil !== undefined) {
    const settled = await deps.tasks.change(task, 'settle', { leaseUntil: undefined });
    // The execution that took over continues the delivery: two would send everything twice.
    if (settled === 'superseded') return done(task);
  }
  // A delivery that was restarted meanwhile has its own execution.
  const mine = delivery.restart === 0 && delivery.state === 'pending';
  const { owner, taskId } = task;
  return stepTo({ owner, taskId, restart: 0, delivery: delivery.number }, mine ? 'deliver' : 'done');
};

/** What is older than the record is of one before it: a table deletes a record's items one by one. */
const clockSkew: Millis = minute;

const finalDelivery = async (deps: RecordOutcomeDeps, task: Task, event: EventType): Promise<Delivery> => {
  const deliveries = (await deps.tasks.view(task))?.deliveries ?? [];
  const eventId = deps.eventId(task, event);
  const found = deliveries.find(
    (delivery) => delivery.eventId === eventId && delivery.requestedAt > task.registeredAt - clockSkew,
  );
  if (found) return found;
  const about = {
    number: (deliveries.at(-1)?.number ?? 0) + 1,
    event,
    eventId,
    ...(task.expiresAt === undefined ? {} : { expiresAt: task.expiresAt }),
  };
  const delivery = newDelivery(task, about, deps.clock.now());
  const result = await deps.deliveries.add(delivery);
  // Another one took the number between the view and the write: a number is taken once, so this ends.
  return result === 'added' ? delivery : finalDelivery(deps, task, event);
};
