import type { EventType, TaskKey } from '../task/task.ts';

/**
 * `webhook-id`: one for an event of a task, the same over all its attempts and deliveries, so that a receiver recognises a
 * repetition by it. Of our own making, since Standard Webhooks forbids ids that a user controls, and with no dots, which
 * separate the parts of what is signed. `digest` is a hex SHA-256.
 */
export const eventId = (
  { owner, taskId }: TaskKey,
  event: EventType,
  digest: (text: string) => string,
): string => `msg_${digest(`event\n${owner}\n${taskId}\n${event}`).slice(0, 32)}`;
