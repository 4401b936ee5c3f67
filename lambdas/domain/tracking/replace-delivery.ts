import type { Delivery } from '../task/delivery.ts';
import type { DeliveryStore } from '../task/delivery-store.ts';
import type { Clock } from '../task/time.ts';

interface ReplaceDeliveryDeps {
  readonly deliveries: Pick<DeliveryStore, 'change' | 'unlist'>;
  readonly clock: Clock;
}

/**
 * Another delivery takes this one's place. A pending one is withdrawn: its execution ends by itself at its next step. One
 * that has settled, perhaps at this very moment, keeps its state and is not listed by it any more. Attempts are kept.
 */
export const replaceDelivery = async (
  { deliveries, clock }: ReplaceDeliveryDeps,
  delivery: Delivery,
): Promise<void> => {
  const change = {
    state: 'withdrawn',
    settledAt: clock.now(),
    nextAttemptAt: undefined,
    leaseUntil: undefined,
  } as const;
  const pending = delivery.state === 'pending';
  if (pending && (await deliveries.change(delivery, change)) === 'changed') return;
  await deliveries.unlist(delivery);
};
