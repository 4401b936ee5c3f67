import type { TaskView } from '../../handlers/api/answer-schemas.ts';
import type { ListedTask } from './live-list.ts';
import { type RelayApi, taskPath } from './relay-api.ts';
import type { ServerClock } from './server-clock.ts';
import { Store } from './store.ts';

interface Detail {
  readonly view: TaskView;
  /** On the relay's clock. */
  readonly fetchedAt: number;
}

const maxKept = 1_000;
const atOnce = 4;
/** What is settled changes only by a redelivery or a retry. */
const settledMillis = 60_000;

const isOpen = (status: string): boolean => ['queued', 'processing', 'archiving'].includes(status);

/** When the record can next be another, on the relay's clock. */
export const nextChangeAt = ({ view, fetchedAt }: Detail): number => {
  const { status, nextQueryAt, archive, delivery } = view;
  if (status === 'archiving') return archive?.nextTurnAt ? Date.parse(archive.nextTurnAt) : fetchedAt;
  if (isOpen(status)) return nextQueryAt ? Date.parse(nextQueryAt) : fetchedAt;
  if (delivery?.state === 'pending') {
    return delivery.nextAttemptAt ? Date.parse(delivery.nextAttemptAt) : fetchedAt;
  }
  // The outcome is recorded before its delivery begins.
  if (delivery === null && status !== 'stopped') return fetchedAt;
  return fetchedAt + settledMillis;
};

/** The records of the rows that are seen: the list alone does not know their deliveries. */
export class TaskDetails {
  /** Counts up whenever a record has changed. */
  readonly version = new Store(0);
  readonly #details = new Map<string, Detail>();
  readonly #api: RelayApi;
  readonly #clock: ServerClock;
  readonly #changed: (view: TaskView) => void;

  constructor(api: RelayApi, clock: ServerClock, changed: (view: TaskView) => void) {
    this.#api = api;
    this.#clock = clock;
    this.#changed = changed;
  }

  of(taskId: string): TaskView | undefined {
    return this.#details.get(taskId)?.view;
  }

  all(): readonly TaskView[] {
    return [...this.#details.values()].map(({ view }) => view);
  }

  /** Fetches those that are not known, or may have changed. */
  async refresh(rows: readonly ListedTask[]): Promise<void> {
    const due = rows.filter((row) => this.#isDue(row));
    for (let first = 0; first < due.length; first += atOnce) {
      await Promise.all(due.slice(first, first + atOnce).map(({ taskId }) => this.fetch(taskId)));
    }
  }

  async fetch(taskId: string): Promise<void> {
    const view = await this.#api.get<TaskView>(taskPath(taskId)).catch(() => undefined);
    if (!view) return;
    const before = this.#details.get(taskId)?.view;
    this.#details.delete(taskId);
    this.#details.set(taskId, { view, fetchedAt: this.#clock.now() });
    const [oldest] = this.#details.keys();
    if (this.#details.size > maxKept && oldest !== undefined) this.#details.delete(oldest);
    if (view === before) return;
    this.#changed(view);
    this.version.set(this.version.value + 1);
  }

  #isDue(row: ListedTask): boolean {
    const detail = this.#details.get(row.taskId);
    if (!detail || detail.view.status !== row.status) return true;
    return nextChangeAt(detail) <= this.#clock.now();
  }
}
