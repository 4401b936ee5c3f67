import type { ExecutionInput, Step } from '../../contract/workflow.ts';
import type { DeliveryKey, DeliveryState } from '../task/delivery.ts';
import type { DeliveryChange, DeliveryStore } from '../task/delivery-store.ts';
import { leaseFor } from '../task/lease.ts';
import type { Retention } from '../task/retention.ts';
import { done, stepTo } from '../task/steps.ts';
import { type Clock, type Millis, second } from '../task/time.ts';

export type DeliveryInput = ExecutionInput & { readonly delivery: number };

export interface DeliverySteps extends Retention {
  readonly deliveries: Pick<DeliveryStore, 'change'>;
  readonly clock: Clock;
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
}

/** There is nothing more to do, or another execution does it. */
export const finished = (input: ExecutionInput): DeliveryStep => ({ step: done(input) });

const held = ({ owner, taskId, restart, delivery }: DeliveryInput): DeliveryKey & { restart: number } => ({
  owner,
  taskId,
  restart,
  number: delivery,
});

/** Goes on after a wait, and until then holds the delivery. */
export const renew = async (
  { deliveries, clock }: DeliverySteps,
  input: DeliveryInput,
  waitSeconds: number,
  change: DeliveryChange,
): Promise<DeliveryStep> => {
  const leaseUntil = leaseFor('deliver', clock.now() + waitSeconds * second);
  if ((await deliveries.change(held(input), { ...change, leaseUntil })) === 'superseded')
    return finished(input);
  return { step: stepTo(input, 'deliver', waitSeconds) };
};

/** Ends it in a state that it never leaves again. */
export const settle = async (
  { deliveries, clock, retainMillis }: DeliverySteps,
  input: DeliveryInput,
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
