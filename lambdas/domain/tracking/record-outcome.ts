import type { ExecutionInput, Step } from '../../contract/workflow.ts';
import { type EstimateStore, generationTime } from '../polling/estimate-store.ts';
import { type Delivery, newDelivery } from '../task/delivery.ts';
import type { DeliveryStore } from '../task/delivery-store.ts';
import { leaseFor } from '../task/lease.ts';
import {
  type EventType,
  isFinal,
  optionalEvents,
  type Status,
  type Task,
  type TaskKey,
} from '../task/task.ts';
import type { TaskStore } from '../task/task-store.ts';
import { type Clock, type Millis, minute } from '../task/time.ts';

export interface RecordOutcomeDeps {
  readonly tasks: TaskStore;
  readonly deliveries: DeliveryStore;
  readonly estimates: Pick<EstimateStore, 'add'>;
  readonly clock: Clock;
  /** `webhook-id`, the same whenever it is derived. */
  readonly eventId: (key: TaskKey, event: EventType) => string;
  /** How long a record is kept after its end; absent: for ever. */
  readonly retainMillis?: Millis;
}

/** What came of it: `recorded` holds the task where this call gave it its final status. */
export interface RecordOutcomeResult {
  readonly step: Step;
  readonly recorded?: Task;
}

/**
 * Makes the known outcome the final status, and gives the final event a delivery of its own. Each of its writes may be
 * the last before a crash: it is run again and goes on where it stood. Throws what the stores throw.
 */
export const recordOutcome =
  (deps: RecordOutcomeDeps) =>
  async (cursor: ExecutionInput): Promise<RecordOutcomeResult> => {
    const task = await deps.tasks.find(cursor);
    if (!task || task.restart !== cursor.restart || task.status === 'stopped') return { step: done(cursor) };
    if (isFinal(task.status)) return { step: await announce(deps, task, task.status) };
    const recorded = task.outcome && (await record(deps, task, task.outcome.status));
    if (!recorded) return { step: done(cursor) };
    const seen = recorded.status === 'completed' ? generationTime(recorded) : undefined;
    if (seen) await deps.estimates.add(recorded, seen);
    return { step: await announce(deps, recorded, recorded.status), recorded };
  };

/** This execution has nothing more to do. What is still to be done has a lease, and so another one. */
const done = ({ owner, taskId, restart }: ExecutionInput): Step => ({
  owner,
  taskId,
  restart,
  next: 'done',
  waitSeconds: 0,
});

const record = async (
  { tasks, clock, retainMillis }: RecordOutcomeDeps,
  task: Task,
  status: Status,
): Promise<Task | undefined> => {
  const now = clock.now();
  const change = {
    status,
    error: task.outcome?.error,
    finishedAt: task.finishedAt ?? now,
    recordedAt: now,
    outcome: undefined,
    sourceUrl: undefined,
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
    // Whoever took over finds the delivery and goes on with it: two would send everything twice.
    if (settled === 'superseded') return done(task);
  }
  // A delivery that was restarted meanwhile has an execution of its own.
  const mine = delivery.restart === 0 && delivery.state === 'pending';
  return { ...done({ ...task, restart: 0 }), next: mine ? 'deliver' : 'done', delivery: delivery.number };
};

/** What is older than the record is of one before it: a table deletes a record's items one by one. */
const clockSkew: Millis = minute;

const finalDelivery = async (deps: RecordOutcomeDeps, task: Task, event: EventType): Promise<Delivery> => {
  const deliveries = (await deps.tasks.view(task))?.deliveries ?? [];
  const found = deliveries.find(
    (delivery) =>
      !(optionalEvents as readonly string[]).includes(delivery.event) &&
      delivery.requestedAt > task.registeredAt - clockSkew,
  );
  if (found) return found;
  const about = {
    number: (deliveries.at(-1)?.number ?? 0) + 1,
    event,
    eventId: deps.eventId(task, event),
    ...(task.expiresAt === undefined ? {} : { expiresAt: task.expiresAt }),
  };
  const delivery = newDelivery(task, about, deps.clock.now());
  const result = await deps.deliveries.add(delivery);
  // Another one took the number between the view and the write: a number is taken once, so this ends.
  return result === 'added' ? delivery : finalDelivery(deps, task, event);
};
