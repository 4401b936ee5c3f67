import type { TaskList, TaskView } from '../../handlers/api/answer-schemas.ts';
import { median } from '../text/format.ts';
import { isOpen, openStatuses } from '../text/words.ts';
import type { LiveList } from './live-list.ts';
import type { RelayApi } from './relay-api.ts';
import { Store } from './store.ts';

export interface SummaryState {
  /** Tasks that are still tracked; with `more`, at least so many. */
  readonly inFlight: number | undefined;
  readonly more: boolean;
  /** Milliseconds from the poll that saw the finish to the receiver's 2xx; the median of `delays` tasks. */
  readonly medianDelay: number | undefined;
  readonly delays: number;
  readonly exhausted: number;
  readonly moreExhausted: boolean;
}

/** Looks that pass before tasks beyond the first page are counted again. */
const countEvery = 5;

/** Finish to callback, of a task whose first delivery of its final event was accepted. */
export const callbackDelay = ({ finishedAt, delivery, events }: TaskView): number | undefined => {
  const isFirst = delivery !== null && delivery.number <= 1 + events.length;
  if (!isFirst || delivery.state !== 'delivered' || !delivery.settledAt || !finishedAt) return undefined;
  return Date.parse(delivery.settledAt) - Date.parse(finishedAt);
};

/** The figures above the list. */
export class Summary {
  readonly state = new Store<SummaryState>({
    inFlight: undefined,
    more: false,
    medianDelay: undefined,
    delays: 0,
    exhausted: 0,
    moreExhausted: false,
  });
  readonly #api: RelayApi;
  #looks = 0;

  constructor(api: RelayApi) {
    this.#api = api;
  }

  /** `counts`: whether the API lists by the state of the callback. */
  async refresh(list: LiveList, details: readonly TaskView[], counts: boolean): Promise<void> {
    const delays = details.flatMap((view) => callbackDelay(view) ?? []);
    const next: SummaryState = {
      ...this.state.value,
      ...(await this.#inFlight(list)),
      ...(await this.#exhausted(counts, details)),
      medianDelay: median(delays),
      delays: delays.length,
    };
    this.#looks += 1;
    const now = this.state.value;
    const changed = (Object.keys(next) as (keyof SummaryState)[]).some((name) => next[name] !== now[name]);
    if (changed) this.state.set(next);
  }

  async #inFlight(list: LiveList): Promise<Partial<SummaryState>> {
    const { rows, loaded } = list.state.value;
    if (!loaded) return {};
    if (list.isWhole) return { inFlight: rows.filter(({ status }) => isOpen(status)).length, more: false };
    if (this.#looks % countEvery !== 0) return {};
    const pages = await Promise.all(
      openStatuses.map((status) => this.#api.get<TaskList>(`/tasks?limit=100&status=${status}`)),
    ).catch(() => []);
    if (pages.length === 0) return {};
    return {
      inFlight: pages.reduce((sum, { tasks }) => sum + tasks.length, 0),
      more: pages.some(({ nextCursor }) => nextCursor !== null),
    };
  }
  async #exhausted(counts: boolean, details: readonly TaskView[]): Promise<Partial<SummaryState>> {
    if (!counts) {
      const seen = details.filter(({ delivery }) => delivery?.state === 'exhausted').length;
      return { exhausted: seen, moreExhausted: false };
    }
    if (this.#looks % countEvery !== 0) return {};
    const page = await this.#api.get<TaskList>('/tasks?limit=100&delivery=exhausted').catch(() => undefined);
    return page ? { exhausted: page.tasks.length, moreExhausted: page.nextCursor !== null } : {};
  }
}
