import { redeliver as sendAgain } from '../../../domain/tracking/redeliver.ts';
import { type Operation, taskIdOf, taskLocation } from '../operation.ts';
import { Problem } from '../problem.ts';
import { parse } from '../request.ts';
import { redeliverQuery } from '../schemas.ts';
import { deliveryView } from '../views.ts';

/** The final event is sent again, with the same event id and a fresh link. */
export const redeliver: Operation = async (request, deps) => {
  const { owner } = request;
  const taskId = taskIdOf(request);
  const { destination } = parse(redeliverQuery, request.event.queryStringParameters ?? {});
  const sent = await sendAgain(deps)({ owner, taskId }, destination);
  if (sent.kind === 'not_found') throw new Problem('task-not-found');
  if (sent.kind === 'no_event') throw new Problem('nothing-to-redeliver');
  if (sent.kind === 'too_many') throw new Problem('too-many-redeliveries');
  const { number, restart } = sent.delivery;
  deps.telemetry.log('info', 'redeliveryRequested', { owner, taskId, delivery: number });
  if (sent.startFailure !== undefined) {
    const error = sent.startFailure as Error;
    deps.telemetry.log('error', 'executionNotStarted', { owner, taskId, restart, delivery: number, error });
  }
  return {
    status: 202,
    headers: { Location: `${taskLocation(request, taskId)}/deliveries` },
    body: deliveryView(sent.delivery),
  };
};
