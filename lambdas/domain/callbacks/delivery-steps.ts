import type { ExecutionInput, Step } from '../../contract/workflow.ts';
import type { Delivery, DeliveryKey, DeliveryState } from '../task/delivery.ts';
import type { DeliveryChange, DeliveryStore } from '../task/delivery-store.ts';
import type { Executions } from '../task/executions.ts';
import { failureOf } from '../task/failure-of.ts';
import { leaseFor } from '../task/lease.ts';
import type { Retention } from '../task/retention.ts';
import { done, stepTo } from '../task/steps.ts';
import { type Clock, type Millis, second } from '../task/time.ts';

export type DeliveryInput = ExecutionInput & { readonly delivery: number };

/** An execution's input, once it is known in which lists the delivery is. */
export type DeliveryTurn = DeliveryInput & Repetition & Pick<Delivery, 'beside'>;

export interface DeliverySteps extends Retention {
  readonly deliveries: Pick<DeliveryStore, 'change'>;
  readonly executions: Pick<Executions, 'start'>;
  readonly clock: Clock;
}

/** With `handsOver` the execution does not try again: one of the delivery's own takes over from it. */
export interface Repetition {
  readonly handsOver?: boolean;
}

/** How a delivery ended. */
export interface Settled {
  readonly state: DeliveryState;
  readonly attempts: number;
  /** Since the end was seen, where this was the first time that the receiver took the final event. */
  readonly delayMillis?: Millis;
}

/** `settled` where the delivery ended now, and by our doing. */
export interface DeliveryStep {
  readonly step: Step;
  readonly settled?: Settled;
  /** Why the execution that is to go on could not be started: the sweep starts one when the lease is over. */
  readonly startFailure?: Error;
}

/** There is nothing more to do, or another execution does it. */
export const finished = (input: ExecutionInput): DeliveryStep => ({ step: done(input) });

const held = ({
  owner,
  taskId,
  restart,
  delivery,
  beside,
}: DeliveryTurn): DeliveryKey & Pick<Delivery, 'restart' | 'beside'> => ({
  owner,
  taskId,
  restart,
  number: delivery,
  ...(beside && { beside }),
});

/** Goes on after a wait, here or in an execution that takes over, and until then holds the delivery. */
export const renew = async (
  deps: DeliverySteps,
  input: DeliveryTurn,
  waitSeconds: number,
  change: DeliveryChange,
): Promise<DeliveryStep> => {
  const { deliveries, clock } = deps;
  const leaseUntil = leaseFor('deliver', clock.now() + waitSeconds * second);
  const successor = input.restart + 1;
  const handedOver = input.handsOver ? { restart: successor, strikes: 0 } : {};
  const result = await deliveries.change(held(input), { ...change, leaseUntil, ...handedOver });
  if (result === 'superseded') return finished(input);
  if (!input.handsOver) return { step: stepTo(input, 'deliver', waitSeconds) };
  const { owner, taskId, delivery } = input;
  const startFailure = await failureOf(() =>
    deps.executions.start({ owner, taskId, restart: successor, delivery, waitSeconds }),
  );
  return { step: stepTo(input, 'done', waitSeconds), ...(startFailure && { startFailure }) };
};

/** Ends it in a state that it never leaves again. */
export const settle = async (
  { deliveries, clock, retainMillis }: DeliverySteps,
  input: DeliveryTurn,
  settled: Settled,
): Promise<DeliveryStep> => {
  const now = clock.now();
  const change: DeliveryChange = {
    state: settled.state,
    attempts: settled.attempts,
    settledAt: now,
    nextAttemptAt: undefined,
    leaseUntil: undefined,
    ...(retainMillis !== undefined && { expiresAt: now + retainMillis }),
  };
  if ((await deliveries.change(held(input), change)) === 'superseded') return finished(input);
  return { ...finished(input), settled };
};
