import type { Delivery, DeliveryAttempt } from '../task/delivery.ts';
import type { DeliveryStore } from '../task/delivery-store.ts';
import type { Task } from '../task/task.ts';
import type { Millis } from '../task/time.ts';
import type { CallbackReply } from './callbacks.ts';
import { type NextAttempt, nextAttempt } from './delivery-schedule.ts';
import {
  type DeliveryStep,
  type DeliverySteps,
  type DeliveryTurn,
  type Repetition,
  renew,
  settle,
} from './delivery-steps.ts';

export interface ConcludeAttemptDeps extends DeliverySteps {
  readonly deliveries: Pick<DeliveryStore, 'change' | 'addAttempt'>;
  /** In [0, 1). */
  readonly random: () => number;
}

/** A task as it was when its delivery's turn began. */
export interface DeliveryView {
  readonly task: Task;
  readonly deliveries: readonly Delivery[];
}

export interface Attempted extends DeliveryStep {
  readonly attempt: DeliveryAttempt;
}

export const turnOf = (
  { owner, taskId, restart, number, beside }: Delivery,
  { handsOver }: Repetition,
): DeliveryTurn => ({
  ...{ owner, taskId, restart, delivery: number },
  ...(beside && { beside }),
  ...(handsOver && { handsOver }),
});

/** Stores what came of an attempt that began at `at`, and goes on by the schedule. Throws what the stores throw. */
export const concludeAttempt = async (
  deps: ConcludeAttemptDeps,
  turn: DeliveryTurn,
  {
    delivery,
    view,
    reply,
    at,
  }: {
    readonly delivery: Delivery;
    readonly view: DeliveryView;
    readonly reply: CallbackReply;
    readonly at: Millis;
  },
): Promise<Attempted> => {
  const next = nextAttempt(delivery.attempts + 1, reply, deps.clock.now(), deps.random());
  const attempt = attemptOf(deps, delivery, reply, at, next);
  await deps.deliveries.addAttempt(attempt);
  const step =
    next.kind === 'again'
      ? await renew(deps, turn, next.waitSeconds, {
          attempts: attempt.attempt,
          nextAttemptAt: next.at,
          ...(delivery.putOffs ? { putOffs: undefined } : {}),
        })
      : await settle(deps, turn, {
          state: next.state,
          attempts: attempt.attempt,
          ...firstDelay(delivery, view, deps.clock.now()),
        });
  return { ...step, attempt };
};

const attemptOf = (
  { retainMillis }: ConcludeAttemptDeps,
  delivery: Delivery,
  { kind: _, retryAfterSeconds: __, ...seen }: CallbackReply,
  at: Millis,
  next: NextAttempt,
): DeliveryAttempt => {
  const expiresAt = delivery.expiresAt ?? (retainMillis === undefined ? undefined : at + retainMillis);
  return {
    owner: delivery.owner,
    taskId: delivery.taskId,
    number: delivery.number,
    attempt: delivery.attempts + 1,
    at,
    ...seen,
    ...(next.kind === 'again' && { nextAttemptAt: next.at }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
};

/** A redelivery says nothing of how fast the receiver learnt of the end, and neither does what goes beside a callback. */
const firstDelay = (
  delivery: Delivery,
  { task, deliveries }: DeliveryView,
  now: Millis,
): { delayMillis?: Millis } => {
  const first = deliveries.every(
    ({ event, number }) => event !== delivery.event || number >= delivery.number,
  );
  return first && !delivery.beside && task.finishedAt !== undefined
    ? { delayMillis: now - task.finishedAt }
    : {};
};
