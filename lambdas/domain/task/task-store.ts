import type { Delivery } from './delivery.ts';
import type { Status, Task, TaskKey } from './task.ts';
import type { TransitionName } from './transitions.ts';

/** What a transition writes. A field that is present and undefined is removed. `status` only if it changes. */
export type TaskChange = Partial<Omit<Task, 'owner' | 'taskId' | 'restart' | 'registeredAt'>> & {
  readonly restart?: number;
};

/** `superseded`: another execution holds the record, or its status no longer allows the change. Nothing was written. */
export type ChangeResult = 'changed' | 'superseded';

export interface TaskPage {
  readonly tasks: readonly ListedTask[];
  /** Where the next page begins; absent on the last. */
  readonly next?: PageKey;
}

export type ListedTask = Pick<
  Task,
  'taskId' | 'status' | 'registeredAt' | 'createdAt' | 'finishedAt' | 'model' | 'error' | 'serviceTier'
>;

/** The last task of a page. Opaque to everyone but the store. */
export type PageKey = Readonly<Record<string, string>>;

/**
 * To whom a task's id belongs. `first`: the owner that claims it first, since the provider knows all owners by one key.
 * `created`: this owner, who had the task created here, whatever was claimed before.
 */
export type Claim = 'first' | 'created';

export type AddResult =
  | { readonly kind: 'added' }
  | { readonly kind: 'exists'; readonly task: Task }
  | { readonly kind: 'taken' };

/** The records. Every read and write is scoped by owner. */
export interface TaskStore {
  /**
   * A conditional write: the task, unless one of that owner and id is there, which is then the answer. With `claim`,
   * another one before it claims the id for the owner: `taken` if another owner's claim has not run out.
   */
  add(task: Task, claim?: Claim): Promise<AddResult>;
  find(key: TaskKey): Promise<Task | undefined>;
  /** The task and its deliveries, oldest first, in one read. */
  view(key: TaskKey): Promise<{ task: Task; deliveries: readonly Delivery[] } | undefined>;
  /** One conditional write, fenced by the task's `restart` and by the transition's `from`. */
  change(
    task: TaskKey & { readonly restart: number },
    transition: TransitionName,
    change: TaskChange,
  ): Promise<ChangeResult>;
  /** Newest first. */
  list(query: {
    readonly owner: string;
    readonly status?: Status;
    readonly limit: number;
    readonly after?: PageKey;
  }): Promise<TaskPage>;
}
