import type { Delivery } from '../../domain/task/delivery.ts';
import type { Task } from '../../domain/task/task.ts';
import { iso, type Millis } from '../../domain/task/time.ts';
import type { DeliveryView, TaskView } from './answer-schemas.ts';

export const timeOrNull = (time: Millis | undefined): string | null =>
  time === undefined ? null : iso(time);

/** A task as its owner sees it. The provider's link is not part of it. */
export const taskView = (task: Task, deliveries: readonly Delivery[] = []): TaskView => {
  const latest = deliveries.at(-1);
  return {
    taskId: task.taskId,
    status: task.status,
    serviceTier: task.serviceTier,
    callbackUrl: task.callbackUrl,
    events: [...task.events],
    metadata: task.metadata,
    registeredAt: iso(task.registeredAt),
    deadline: iso(task.deadline),
    model: task.model ?? null,
    createdAt: timeOrNull(task.createdAt),
    finishedAt: timeOrNull(task.finishedAt),
    queries: task.queries,
    lastQueryAt: timeOrNull(task.lastQueryAt),
    nextQueryAt: timeOrNull(task.nextQueryAt),
    lastAnswer: task.lastAnswer ?? null,
    error: task.error ?? null,
    video: task.video ? { ...task.video, durationSeconds: task.video.durationSeconds ?? null } : null,
    delivery: latest ? deliveryView(latest) : null,
  };
};

export const deliveryView = (delivery: Delivery): DeliveryView => ({
  number: delivery.number,
  event: delivery.event,
  eventId: delivery.eventId,
  state: delivery.state,
  attempts: delivery.attempts,
  nextAttemptAt: timeOrNull(delivery.nextAttemptAt),
  settledAt: timeOrNull(delivery.settledAt),
});
