import type { Delivery } from '../task/delivery.ts';
import type { DeliveryStore } from '../task/delivery-store.ts';
import type { Executions } from '../task/executions.ts';
import type { Retention } from '../task/retention.ts';
import { isFinal, type Task, type TaskKey } from '../task/task.ts';
import type { TaskStore } from '../task/task-store.ts';
import type { Clock } from '../task/time.ts';

export interface StopTaskDeps extends Retention {
  readonly tasks: Pick<TaskStore, 'view' | 'change'>;
  readonly deliveries: Pick<DeliveryStore, 'change'>;
  readonly executions: Pick<Executions, 'stop'>;
  readonly clock: Clock;
}

export type Stopped =
  | { readonly kind: 'stopped'; readonly task: Task; readonly deliveries: readonly Delivery[] }
  | { readonly kind: 'finished'; readonly task: Task }
  | { readonly kind: 'not_found' };

/** A record changes hands a few times in its life at most; losing against that more often is a defect. */
const maxTries = 5;

/**
 * Ends a task's tracking for its owner: first in the record, which fences off the running execution, then the
 * executions themselves. Stopping again does what is left to do. Throws if the record keeps changing or a store fails.
 */
export const stopTask =
  (deps: StopTaskDeps) =>
  async (key: TaskKey): Promise<Stopped> => {
    for (let tries = 0; tries < maxTries; tries += 1) {
      const found = await deps.tasks.view(key);
      if (!found) return { kind: 'not_found' };
      const { task } = found;
      if (isFinal(task.status) && task.status !== 'stopped') return { kind: 'finished', task };
      const stopped = task.status === 'stopped' ? task : await record(deps, task);
      if (!stopped) continue;
      await deps.executions.stop({ ...key, restart: task.restart });
      const deliveries = await Promise.all(found.deliveries.map((each) => withdraw(deps, each)));
      return { kind: 'stopped', task: stopped, deliveries };
    }
    throw new Error('The record changed hands again and again');
  };

const record = async (
  { tasks, clock, retainMillis }: StopTaskDeps,
  task: Task,
): Promise<Task | undefined> => {
  const now = clock.now();
  const change = {
    status: 'stopped',
    finishedAt: task.finishedAt ?? now,
    recordedAt: now,
    outcome: undefined,
    sourceUrl: undefined,
    stillUrls: undefined,
    nextQueryAt: undefined,
    leaseUntil: undefined,
    ...(retainMillis === undefined ? {} : { expiresAt: now + retainMillis }),
  } as const;
  return (await tasks.change(task, 'stop', change)) === 'changed' ? { ...task, ...change } : undefined;
};

/** Nothing is sent any more of what was still to be sent. */
const withdraw = async (
  { deliveries, executions, clock }: StopTaskDeps,
  delivery: Delivery,
): Promise<Delivery> => {
  if (delivery.state !== 'pending') return delivery;
  const change = {
    state: 'withdrawn',
    settledAt: clock.now(),
    nextAttemptAt: undefined,
    leaseUntil: undefined,
  } as const;
  const { owner, taskId, restart, number } = delivery;
  const result = await deliveries.change(delivery, change);
  await executions.stop({ owner, taskId, restart, delivery: number });
  return result === 'changed' ? { ...delivery, ...change } : delivery;
};
