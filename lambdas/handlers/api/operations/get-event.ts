import { callbackHeaders } from '../../../adapters/callbacks/callback-headers.ts';
import { signedEvent } from '../../../domain/callbacks/signed-event.ts';
import { isFinalEvent } from '../../../domain/task/task.ts';
import type { CallbackBody } from '../answer-schemas.ts';
import { type Operation, taskIdOf } from '../operation.ts';
import { Problem } from '../problem.ts';

/** The event of the latest delivery as it would be sent now: the request that a receiver gets, for people and for tests. */
export const getEvent: Operation = async (request, deps) => {
  const found = await deps.tasks.view({ owner: request.owner, taskId: taskIdOf(request) });
  if (!found) throw new Problem('task-not-found');
  const { task, deliveries } = found;
  const latest = deliveries.at(-1);
  if (!latest || task.status === 'stopped') throw new Problem('nothing-to-redeliver');
  // The record is that of another try: the event of the end before it can not be made again.
  if (isFinalEvent(latest.event) && latest.retries !== task.retries) {
    throw new Problem('nothing-to-redeliver');
  }
  const event = await signedEvent({ ...deps, videoLinks: deps.links }, latest, task);
  const body: CallbackBody = {
    url: task.callbackUrl ?? null,
    headers: callbackHeaders(event, event.signature),
    body: event.body,
  };
  return { status: 200, body };
};
