import type { ExecutionInput } from '../../contract/workflow.ts';
import { newDelivery } from '../task/delivery.ts';
import type { DeliveryStore } from '../task/delivery-store.ts';
import type { Executions } from '../task/executions.ts';
import type { EventType, Task, TaskKey } from '../task/task.ts';
import type { Clock, Millis } from '../task/time.ts';

interface Announcer {
  readonly deliveries: Pick<DeliveryStore, 'add'>;
  readonly executions: Pick<Executions, 'start'>;
  readonly clock: Clock;
  readonly eventId: (key: TaskKey, event: EventType) => string;
  /** How long a record is kept after its end; absent: for ever. */
  readonly retainMillis?: Millis;
}

export interface Announcement {
  /** The delivery is there, now or since before. */
  readonly added: boolean;
  readonly failure?: Error;
  /** Starts its execution; answers what kept it from that. To be called once the task's own change is written. */
  start(): Promise<Error | undefined>;
}

const nothing: Announcement = { added: false, start: async () => undefined };

/** It is the first of a task's deliveries: the final one comes after it, and redeliveries after that. */
const firstDelivery = 1;

/**
 * Gives `video.processing` a delivery, where it was asked for and has none. Never throws: where adding fails, the next
 * question adds it; where starting fails, the delivery's lease has it started by the sweep.
 */
export const announceProcessing = async (deps: Announcer, task: Task): Promise<Announcement> => {
  const wanted = task.status === 'processing' && task.events.includes('video.processing');
  if (!wanted || task.processingAnnounced) return nothing;
  const cursor: ExecutionInput = {
    owner: task.owner,
    taskId: task.taskId,
    restart: 0,
    delivery: firstDelivery,
  };
  const failure = await failureOf(() =>
    deps.deliveries.add(
      newDelivery(
        task,
        {
          number: firstDelivery,
          event: 'video.processing',
          eventId: deps.eventId(task, 'video.processing'),
          // The end is not known yet: it is not later than this.
          ...(deps.retainMillis === undefined ? {} : { expiresAt: task.deadline + deps.retainMillis }),
        },
        deps.clock.now(),
      ),
    ),
  );
  if (failure) return { ...nothing, failure };
  return { added: true, start: () => failureOf(() => deps.executions.start(cursor)) };
};

const failureOf = async (act: () => Promise<unknown>): Promise<Error | undefined> => {
  try {
    await act();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
};
