import type { DeliveryList, TaskView } from '../../handlers/api/answer-schemas.ts';
import { type ApiProblem, problemOf } from './problem.ts';
import { type RelayApi, taskPath } from './relay-api.ts';
import { Store } from './store.ts';

export interface TaskState {
  readonly task: TaskView | undefined;
  readonly deliveries: DeliveryList['deliveries'];
  readonly problem: ApiProblem | undefined;
}

/** One task with the attempts at its callbacks. */
export class LiveTask {
  readonly taskId: string;
  readonly state = new Store<TaskState>({ task: undefined, deliveries: [], problem: undefined });
  readonly #api: RelayApi;

  constructor(api: RelayApi, taskId: string) {
    this.#api = api;
    this.taskId = taskId;
  }

  async refresh(): Promise<void> {
    const path = taskPath(this.taskId);
    try {
      const task = await this.#api.get<TaskView>(path);
      const known = this.state.value;
      const { deliveries } =
        task.delivery === null ? { deliveries: [] } : await this.#api.get<DeliveryList>(`${path}/deliveries`);
      const same = task === known.task && known.problem === undefined;
      if (same && JSON.stringify(deliveries) === JSON.stringify(known.deliveries)) return;
      this.state.set({ task, deliveries, problem: undefined });
    } catch (error) {
      this.state.update({ problem: problemOf(error) });
    }
  }
}
