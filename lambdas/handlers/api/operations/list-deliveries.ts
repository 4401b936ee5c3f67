import type { DeliveryAttempt } from '../../../domain/task/delivery.ts';
import { iso } from '../../../domain/task/time.ts';
import type { DeliveryList } from '../answer-schemas.ts';
import { conditional } from '../conditional.ts';
import { type Operation, taskIdOf } from '../operation.ts';
import { Problem } from '../problem.ts';
import { deliveryView, timeOrNull } from '../views.ts';

/** Every attempt of every delivery, oldest first. */
export const listDeliveries: Operation = async (request, { tasks, deliveries }) => {
  const key = { owner: request.owner, taskId: taskIdOf(request) };
  const [found, attempts] = await Promise.all([tasks.view(key), deliveries.attempts(key)]);
  if (!found) throw new Problem('task-not-found');
  const body: DeliveryList = {
    taskId: key.taskId,
    deliveries: found.deliveries.map((delivery) => ({
      ...deliveryView(delivery),
      requestedAt: iso(delivery.requestedAt),
      attempts: attempts.filter(({ number }) => number === delivery.number).map(attemptView),
    })),
  };
  return conditional(request, body);
};

const attemptView = (attempt: DeliveryAttempt): DeliveryList['deliveries'][number]['attempts'][number] => ({
  attempt: attempt.attempt,
  at: iso(attempt.at),
  address: attempt.address ?? null,
  status: attempt.status ?? null,
  failure: attempt.failure ?? null,
  reason: attempt.reason ?? null,
  location: attempt.location ?? null,
  milliseconds: attempt.milliseconds,
  answer: attempt.answer ?? null,
  nextAttemptAt: timeOrNull(attempt.nextAttemptAt),
});
