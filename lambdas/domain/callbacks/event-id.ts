import type { EventType, Task } from '../task/task.ts';

/**
 * `webhook-id`: one for an event of a task, the same over all its attempts and deliveries, so that a receiver recognises a
 * repetition by it. Of our own making, since Standard Webhooks forbids ids that a user controls, and with no dots, which
 * separate the parts of what is signed. Each retry of a task leads to another end, and so to events of their own. `digest`
 * is a hex SHA-256.
 */
export const eventId = (
  { owner, taskId, retries = 0 }: Pick<Task, 'owner' | 'taskId' | 'retries'>,
  event: EventType,
  digest: (text: string) => string,
): string =>
  `msg_${digest(`event\n${owner}\n${taskId}\n${event}${retries === 0 ? '' : `\n${retries}`}`).slice(0, 32)}`;
