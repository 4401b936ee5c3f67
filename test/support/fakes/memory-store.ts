import { claimLife } from '../../../lambdas/domain/task/deadline.ts';
import type { Delivery, DeliveryAttempt, DeliveryKey } from '../../../lambdas/domain/task/delivery.ts';
import type {
  DeliveryChange,
  DeliveryPage,
  DeliveryStore,
  ListQuery,
} from '../../../lambdas/domain/task/delivery-store.ts';
import { isFinalEvent, type Task, type TaskKey } from '../../../lambdas/domain/task/task.ts';
import { idAtProvider, providerOf } from '../../../lambdas/domain/task/task-provider.ts';
import type {
  AddResult,
  Claim,
  TaskChange,
  TaskPage,
  TaskStore,
} from '../../../lambdas/domain/task/task-store.ts';
import { iso } from '../../../lambdas/domain/task/time.ts';
import { assertLeadsTo, type TransitionName, transitions } from '../../../lambdas/domain/task/transitions.ts';
import type { OverdueItem, OverdueStore } from '../../../lambdas/domain/tracking/overdue-store.ts';

const positionOf = ({ requestedAt, taskId, number }: Delivery): string =>
  `${iso(requestedAt)}#${taskId}#${number}`;
const keyOf = ({ owner, taskId }: TaskKey): string => JSON.stringify([owner, taskId]);
const claimOf = (task: Task): string => JSON.stringify([providerOf(task), idAtProvider(task)]);
const without = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, content]) => content !== undefined)) as T;

/** Tasks, deliveries and attempts in memory, with the fences of the real store. */
export class MemoryStore implements TaskStore {
  readonly #tasks = new Map<string, Task>();
  readonly #claims = new Map<string, Task>();
  readonly #deliveries = new Map<string, Delivery[]>();
  readonly #unlisted = new Set<string>();
  readonly #attempts = new Map<string, DeliveryAttempt[]>();

  /** The other port: both have methods of one name. */
  readonly deliveries: DeliveryStore = {
    add: async (delivery) => {
      const all = this.#deliveriesOf(delivery);
      if (all.some(({ number }) => number === delivery.number)) return 'exists';
      all.push(without(delivery));
      return 'added';
    },
    find: async (key) => this.#delivery(key),
    unlist: async (key) => void this.#unlisted.add(JSON.stringify([keyOf(key), key.number])),
    list: async (query) => this.#listDeliveries(query),
    count: async (query) => this.#listed(query).length,
    change: async (held, change) => this.#changeDelivery(held, change),
    addAttempt: async (attempt) => {
      const all = this.#attemptsOf(attempt).filter(
        (other) => other.number !== attempt.number || other.attempt !== attempt.attempt,
      );
      all.push(without(attempt));
      all.sort((a, b) => a.number - b.number || a.attempt - b.attempt);
      this.#attempts.set(keyOf(attempt), all);
    },
    attempts: async (key) => this.#attemptsOf(key),
  };

  async add(task: Task, claim?: Claim): Promise<AddResult> {
    const claimed = this.#claims.get(claimOf(task));
    const taken =
      claim === 'first' &&
      claimed !== undefined &&
      claimed.owner !== task.owner &&
      claimed.registeredAt + claimLife(claimed) >= task.registeredAt;
    if (claim !== undefined && !taken) this.#claims.set(claimOf(task), task);
    const found = this.#tasks.get(keyOf(task));
    if (found) return { kind: 'exists', task: found };
    if (taken) return { kind: 'taken' };
    this.#tasks.set(keyOf(task), without(task));
    return { kind: 'added' };
  }

  async find(key: TaskKey): Promise<Task | undefined> {
    return this.#tasks.get(keyOf(key));
  }

  async view(key: TaskKey): Promise<{ task: Task; deliveries: readonly Delivery[] } | undefined> {
    const task = this.#tasks.get(keyOf(key));
    return task && { task, deliveries: [...this.#deliveriesOf(key)].sort((a, b) => a.number - b.number) };
  }

  async change(
    held: TaskKey & { readonly restart: number },
    transition: TransitionName,
    change: TaskChange,
  ): Promise<'changed' | 'superseded'> {
    if (change.status !== undefined) assertLeadsTo(transition, change.status);
    const task = this.#tasks.get(keyOf(held));
    const from: readonly string[] = transitions[transition].from;
    if (!task || task.restart !== held.restart || !from.includes(task.status)) return 'superseded';
    const strikes = transition === 'restart' ? {} : { strikes: 0 };
    this.#tasks.set(keyOf(held), without({ ...task, ...strikes, ...change }));
    return 'changed';
  }

  async list({ owner, status, limit, after }: Parameters<TaskStore['list']>[0]): Promise<TaskPage> {
    const all = [...this.#tasks.values()]
      .filter((task) => task.owner === owner && (status === undefined || task.status === status))
      .sort((a, b) => b.registeredAt - a.registeredAt || (a.taskId < b.taskId ? 1 : -1));
    const start = after ? all.findIndex(({ taskId }) => taskId === after.taskId) + 1 : 0;
    const tasks = all.slice(start, start + limit);
    const last = tasks.at(-1);
    return { tasks, ...(last && start + limit < all.length ? { next: { taskId: last.taskId } } : {}) };
  }

  readonly overdue: OverdueStore = {
    count: async () =>
      [...this.#tasks.values(), ...[...this.#deliveries.values()].flat()].filter(
        ({ leaseUntil }) => leaseUntil !== undefined,
      ).length,
    find: (before, limit) => this.#overdue(before, limit),
  };

  async *#overdue(before: number, limit: number): AsyncGenerator<OverdueItem> {
    let left = limit;
    for (const task of [...this.#tasks.values()]) {
      if (task.leaseUntil !== undefined && task.leaseUntil < before && left-- > 0)
        yield { kind: 'task', task };
    }
    for (const delivery of [...this.#deliveries.values()].flat()) {
      if (delivery.leaseUntil !== undefined && delivery.leaseUntil < before && left-- > 0) {
        yield { kind: 'delivery', delivery };
      }
    }
  }

  #listDeliveries(query: Parameters<DeliveryStore['list']>[0]): DeliveryPage {
    const { limit, after, oldestFirst } = query;
    const all = this.#listed(query);
    if (oldestFirst) all.reverse();
    const rest = all.filter((one) => {
      const position = positionOf(one);
      if (after?.position === undefined || position === after.position) return after === undefined;
      return oldestFirst ? position > after.position : position < after.position;
    });
    const deliveries = rest.slice(0, limit);
    const last = deliveries.at(-1);
    return { deliveries, ...(last && rest.length > limit ? { next: { position: positionOf(last) } } : {}) };
  }

  /** Newest first. */
  #listed({ owner, state, beside, since = 0, until = Number.POSITIVE_INFINITY }: ListQuery): Delivery[] {
    return [...this.#deliveries.values()]
      .flat()
      .filter(
        (one) =>
          one.owner === owner && one.state === state && one.beside === beside && isFinalEvent(one.event),
      )
      .filter((one) => !this.#unlisted.has(JSON.stringify([keyOf(one), one.number])))
      .filter(({ requestedAt }) => requestedAt >= since && requestedAt <= until)
      .sort((a, b) => (positionOf(a) < positionOf(b) ? 1 : -1));
  }

  #deliveriesOf(key: TaskKey): Delivery[] {
    const all = this.#deliveries.get(keyOf(key)) ?? [];
    this.#deliveries.set(keyOf(key), all);
    return all;
  }

  #attemptsOf(key: TaskKey): DeliveryAttempt[] {
    return this.#attempts.get(keyOf(key)) ?? [];
  }

  #delivery(key: DeliveryKey): Delivery | undefined {
    return this.#deliveriesOf(key).find(({ number }) => number === key.number);
  }

  async #changeDelivery(
    held: DeliveryKey & { readonly restart: number },
    change: DeliveryChange,
  ): Promise<'changed' | 'superseded'> {
    const delivery = this.#delivery(held);
    if (!delivery || delivery.restart !== held.restart || delivery.state !== 'pending') return 'superseded';
    const strikes = change.restart === undefined ? { strikes: 0 } : {};
    const all = this.#deliveriesOf(held);
    all[all.indexOf(delivery)] = without({ ...delivery, ...strikes, ...change });
    return 'changed';
  }
}
