import type { Recovery } from '../../lambdas/domain/recovery/recovery.ts';
import type { Delivery } from '../../lambdas/domain/task/delivery.ts';
import type { Task } from '../../lambdas/domain/task/task.ts';
import { hour, minute } from '../../lambdas/domain/task/time.ts';

export const startOfTests = Date.UTC(2026, 0, 1);

/** A freshly registered task. */
export const aTask = (fields: Partial<Task> = {}): Task => ({
  owner: 'owner1',
  taskId: 'video_abc123def456',
  status: 'queued',
  callbackUrl: 'https://example.com/hook',
  serviceTier: 'default',
  events: [],
  metadata: {},
  registeredAt: startOfTests,
  deadline: startOfTests + 23 * hour,
  queries: 0,
  restart: 0,
  strikes: 0,
  leaseUntil: startOfTests + 10 * minute,
  ...fields,
});

/** The pending delivery of a task's final event. */
export const aDelivery = (fields: Partial<Delivery> = {}): Delivery => ({
  owner: 'owner1',
  taskId: 'video_abc123def456',
  number: 1,
  event: 'video.completed',
  eventId: 'msg_2Lh9KRb0pzN4LePd3XiA4v12Axj',
  state: 'pending',
  requestedAt: startOfTests,
  attempts: 0,
  nextAttemptAt: startOfTests,
  restart: 0,
  strikes: 0,
  leaseUntil: startOfTests + 10 * minute,
  ...fields,
});

/** A job that has just been begun, for the hour before. */
export const aRecovery = (fields: Partial<Recovery> = {}): Recovery => ({
  owner: 'owner1',
  id: '0123456789abcdef0123456789abcdef',
  since: startOfTests - hour,
  until: startOfTests - 1,
  states: ['exhausted'],
  state: 'running',
  requestedAt: startOfTests,
  sent: 0,
  skipped: 0,
  stateIndex: 0,
  restart: 0,
  strikes: 0,
  leaseUntil: startOfTests + 5 * minute,
  ...fields,
});
