import { maxDeliveryDays } from '../../contract/limits.ts';
import type { Delivery } from '../task/delivery.ts';
import { day, type Millis, second } from '../task/time.ts';
import { type DeliveryStep, type DeliverySteps, type DeliveryTurn, renew, settle } from './delivery-steps.ts';
import { putOffSeconds } from './host-slots.ts';

/**
 * Waits until the host may take a further request. That is no attempt. A delivery that is put off until its record is about to be
 * deleted is given up.
 */
export const putOff = async (
  deps: DeliverySteps,
  input: DeliveryTurn,
  { attempts, putOffs = 0, requestedAt }: Delivery,
  comeAt: Millis,
): Promise<DeliveryStep & { readonly putOff: true }> => {
  const now = deps.clock.now();
  const waitSeconds = putOffSeconds(comeAt, now, putOffs);
  const nextAttemptAt = now + waitSeconds * second;
  const step =
    nextAttemptAt - requestedAt > maxDeliveryDays * day
      ? await settle(deps, input, { state: 'exhausted', attempts })
      : await renew(deps, input, waitSeconds, { nextAttemptAt, putOffs: putOffs + 1 });
  return { ...step, putOff: true };
};
