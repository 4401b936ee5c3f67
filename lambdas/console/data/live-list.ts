import type { TaskList, TaskView } from '../../handlers/api/answer-schemas.ts';
import { type ApiProblem, problemOf } from './problem.ts';
import type { RelayApi } from './relay-api.ts';
import { Store } from './store.ts';

export type ListedTask = TaskList['tasks'][number];

export interface Filter {
  readonly status: string;
  readonly delivery: string;
  readonly search: string;
}
export const noFilter: Filter = { status: '', delivery: '', search: '' };

export interface ListState {
  /** Newest first. */
  readonly rows: readonly ListedTask[];
  readonly cursor: string | null;
  /** Whether a page has come. */
  readonly loaded: boolean;
  readonly loading: boolean;
  readonly problem: ApiProblem | undefined;
}

const empty: ListState = { rows: [], cursor: null, loaded: false, loading: false, problem: undefined };

export const pageSize = 100;

/** The first page as it now is, before the older rows that are known already. */
export const withFirstPage = (known: readonly ListedTask[], page: TaskList): readonly ListedTask[] => {
  const last = page.tasks.at(-1);
  if (page.nextCursor === null || !last) return page.tasks;
  const at = known.findIndex(({ taskId }) => taskId === last.taskId);
  // More tasks are new than fit onto a page: what was known does not follow it.
  return at === -1 ? page.tasks : [...page.tasks, ...known.slice(at + 1)];
};

/** The tasks, page by page, the first one always as it now is. */
export class LiveList {
  readonly state = new Store<ListState>(empty);
  readonly #api: RelayApi;
  #query = '';
  #first: TaskList | undefined;
  #failures = 0;

  constructor(api: RelayApi) {
    this.#api = api;
  }

  /** Looks in a row that brought no answer, or a problem for one. */
  get failures(): number {
    return this.#failures;
  }

  /** Whether the rows are all tasks that there are. */
  get isWhole(): boolean {
    const { loaded, cursor } = this.state.value;
    return loaded && cursor === null && this.#query === '';
  }

  /** `query`: the filters that the API knows. */
  show(query: string): Promise<void> {
    if (query === this.#query && this.#first) return Promise.resolve();
    this.#query = query;
    this.#first = undefined;
    this.state.set(empty);
    return this.refresh();
  }

  async refresh(): Promise<void> {
    const query = this.#query;
    try {
      const page = await this.#api.get<TaskList>(this.#path());
      this.#failures = 0;
      if (query !== this.#query) return;
      const { rows, cursor, loaded } = this.state.value;
      if (page === this.#first) return this.state.value.problem && this.state.update({ problem: undefined });
      this.#first = page;
      const merged = withFirstPage(rows, page);
      const extended = merged.length > page.tasks.length;
      this.state.update({
        rows: merged,
        cursor: loaded && extended ? cursor : page.nextCursor,
        loaded: true,
        problem: undefined,
      });
    } catch (error) {
      this.#failures += 1;
      this.state.update({ problem: problemOf(error) });
    }
  }

  async loadMore(): Promise<void> {
    const { cursor, loading } = this.state.value;
    if (cursor === null || loading) return;
    const query = this.#query;
    this.state.update({ loading: true });
    try {
      const page = await this.#api.get<TaskList>(`${this.#path()}&cursor=${encodeURIComponent(cursor)}`);
      if (query !== this.#query) return;
      const { rows } = this.state.value;
      this.state.update({ rows: [...rows, ...page.tasks], cursor: page.nextCursor, loading: false });
    } catch (error) {
      this.state.update({ problem: problemOf(error), loading: false });
    }
  }

  /** A row whose record was fetched: what changes on later pages is seen so. */
  patch(view: TaskView): void {
    const { rows } = this.state.value;
    const at = rows.findIndex(({ taskId }) => taskId === view.taskId);
    const row = rows[at];
    if (!row || (row.status === view.status && row.model === view.model)) return;
    const { status, model, createdAt, finishedAt, error } = view;
    this.state.update({ rows: rows.with(at, { ...row, status, model, createdAt, finishedAt, error }) });
  }

  #path(): string {
    return `/tasks?limit=${pageSize}${this.#query}`;
  }
}
