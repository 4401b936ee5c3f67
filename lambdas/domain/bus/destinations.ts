import type { Delivery } from '../task/delivery.ts';
import type { Task } from '../task/task.ts';

export interface BusChoice {
  /** The deployment has an event bus; absent: no. */
  readonly hasBus?: boolean;
}

type To = Pick<Delivery, 'destination' | 'beside'>;

/**
 * Where a task's events go, the callback first. A task without a callback URL was registered while there was a bus: its events
 * are still for the bus if the option has gone since, and come to it if the option comes back in time.
 */
export const destinationsOf = (
  { callbackUrl }: Pick<Task, 'callbackUrl'>,
  { hasBus = false }: BusChoice,
): readonly [To, ...To[]] => {
  if (callbackUrl === undefined) return [{ destination: 'bus' }];
  return hasBus ? [{}, { destination: 'bus', beside: true }] : [{}];
};
