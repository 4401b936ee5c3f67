import type { ListedState } from '../task/delivery.ts';
import type { DeliveryStore } from '../task/delivery-store.ts';
import type { Task } from '../task/task.ts';
import type { PageKey, TaskPage, TaskStore } from '../task/task-store.ts';

interface ListByDeliveryDeps {
  readonly tasks: Pick<TaskStore, 'find'>;
  readonly deliveries: Pick<DeliveryStore, 'list'>;
}

/** The tasks whose final event's latest delivery is in a state, newest event first. One that is deleted meanwhile is left out. */
export const listByDelivery =
  ({ tasks, deliveries }: ListByDeliveryDeps) =>
  async (query: {
    readonly owner: string;
    readonly state: ListedState;
    readonly limit: number;
    readonly after?: PageKey;
  }): Promise<TaskPage> => {
    const page = await deliveries.list(query);
    const found = await Promise.all(page.deliveries.map((key) => tasks.find(key)));
    return {
      tasks: found.filter((task): task is Task => task !== undefined),
      ...(page.next ? { next: page.next } : {}),
    };
  };
