import type { ExecutionInput } from '../../contract/workflow.ts';
import { type BusChoice, destinationsOf } from '../bus/destinations.ts';
import { newDelivery } from '../task/delivery.ts';
import type { DeliveryStore } from '../task/delivery-store.ts';
import type { Executions } from '../task/executions.ts';
import { failureOf } from '../task/failure-of.ts';
import type { Retention } from '../task/retention.ts';
import type { EventType, Task } from '../task/task.ts';
import type { Clock } from '../task/time.ts';

interface AnnounceProcessingDeps extends Retention, BusChoice {
  readonly deliveries: Pick<DeliveryStore, 'add'>;
  readonly executions: Pick<Executions, 'start'>;
  readonly clock: Clock;
  readonly eventId: (task: Task, event: EventType) => string;
}

export interface Announcement {
  /** The deliveries are there, now or since before. */
  readonly added: boolean;
  readonly failure?: Error;
  /** Starts the execution of the first, which tries the other one, too, and answers the error if that failed. To be called once the task's own change is written. */
  start(): Promise<Error | undefined>;
}

const nothing: Announcement = { added: false, start: async () => undefined };

/** They are the first of a task's deliveries: those of its end come after them, and redeliveries after those. */
const firstDelivery = 1;

/**
 * Adds the deliveries of `video.processing`, if it was requested and has none. Never throws: if adding fails, the next
 * poll adds it; if starting fails, the sweep starts it when the delivery's lease has passed.
 */
export const announceProcessing = async (deps: AnnounceProcessingDeps, task: Task): Promise<Announcement> => {
  const wanted = task.status === 'processing' && task.events.includes('video.processing');
  if (!wanted || task.processingAnnounced) return nothing;
  const input: ExecutionInput = {
    owner: task.owner,
    taskId: task.taskId,
    restart: 0,
    delivery: firstDelivery,
  };
  const about = {
    event: 'video.processing',
    eventId: deps.eventId(task, 'video.processing'),
    // The end is not known yet: it is not later than this.
    ...(deps.retainMillis === undefined ? {} : { expiresAt: task.deadline + deps.retainMillis }),
  } as const;
  const failure = await failureOf(async () => {
    for (const [index, to] of destinationsOf(task, deps).entries()) {
      const number = firstDelivery + index;
      await deps.deliveries.add(newDelivery(task, { number, ...about, ...to }, deps.clock.now()));
    }
  });
  if (failure) return { ...nothing, failure };
  return { added: true, start: () => failureOf(() => deps.executions.start(input)) };
};
