import type { FirstPoll } from '../polling/first-poll.ts';
import { deadlineOf } from '../task/deadline.ts';
import type { Executions } from '../task/executions.ts';
import { leaseForRestart } from '../task/lease.ts';
import { isFinal, type Registration, type Task, type TaskKey } from '../task/task.ts';
import { providerOf, type TaskOrigin } from '../task/task-provider.ts';
import type { TaskStore } from '../task/task-store.ts';
import { type Clock, type Millis, second } from '../task/time.ts';
import type { OpenTasks } from './open-tasks.ts';
import { startExecution } from './start-execution.ts';

export interface RegisterTaskDeps {
  readonly tasks: Pick<TaskStore, 'add' | 'find'>;
  readonly executions: Pick<Executions, 'start'>;
  readonly clock: Clock;
  /** Absent: no limit. */
  readonly openTasks?: OpenTasks;
  /** How long a task is tracked whose owner says nothing about it. */
  readonly giveUpAfterSeconds: number;
  /** Lets every owner track a task that another one tracks; absent: no. */
  readonly sharedTasks?: boolean;
}

/** What is known of a task before the first poll, if we created it ourselves. */
export interface AlreadyKnown extends Pick<Task, 'model' | 'createdAt'> {
  /** When it is to be polled first. Absent: at once. */
  readonly firstPoll?: (task: Task) => Promise<FirstPoll>;
}

export type Registered =
  /** `startFailure`: the execution could not be started. The task is safe: the sweep starts one when the lease is over. */
  | { readonly kind: 'registered'; readonly task: Task; readonly startFailure?: unknown }
  /** The same task with the same settings: as the first time. */
  | { readonly kind: 'already'; readonly task: Task; readonly startFailure?: unknown }
  /** The task is tracked with other settings. Nothing was changed. */
  | { readonly kind: 'conflict'; readonly task: Task }
  /** The task belongs to another owner. Nothing was changed. */
  | { readonly kind: 'taken' }
  /** The owner has as many open tasks as it may have. */
  | { readonly kind: 'too_many_open' };

/**
 * Makes the record and starts its execution: two conditional writes and one start. `created` for a task that was created
 * here, for this owner.
 */
export const registerTask =
  ({ tasks, executions, clock, openTasks, giveUpAfterSeconds, sharedTasks }: RegisterTaskDeps) =>
  async (
    key: TaskKey & TaskOrigin,
    registration: Registration,
    created?: AlreadyKnown,
  ): Promise<Registered> => {
    const now = clock.now();
    const { firstPoll, ...known } = created ?? {};
    const registered: Task = {
      ...key,
      ...registration,
      ...known,
      status: 'queued',
      registeredAt: now,
      deadline: deadlineOf({ ...key, ...registration, ...known, registeredAt: now }, giveUpAfterSeconds),
      queries: 0,
      restart: 0,
      strikes: 0,
      leaseUntil: leaseForRestart(0, now),
    };
    // What was created is paid for, and what is tracked already is answered as the first time.
    if (!created && openTasks && !(await openTasks.admit(key.owner)) && !(await tasks.find(key))) {
      return { kind: 'too_many_open' };
    }
    const first = await firstPoll?.(registered);
    const task = first ? waitingForPoll(registered, first) : registered;
    const claim = created ? 'created' : 'first';
    const added = await (sharedTasks ? tasks.add(task) : tasks.add(task, claim));
    if (added.kind === 'taken') return { kind: 'taken' };
    if (added.kind === 'added')
      return { kind: 'registered', task, ...(await startExecution(executions, task, first?.afterSeconds)) };
    if (!sameRegistration(added.task, registration) || providerOf(added.task) !== providerOf(key))
      return { kind: 'conflict', task: added.task };
    const started = mayHaveLostItsStart(added.task, now) ? await startExecution(executions, added.task) : {};
    return { kind: 'already', task: added.task, ...started };
  };

const waitingForPoll = (task: Task, { change, afterSeconds }: FirstPoll): Task => {
  const nextQueryAt = task.registeredAt + afterSeconds * second;
  return { ...task, ...change, nextQueryAt, leaseUntil: leaseForRestart(0, nextQueryAt) };
};

/** Starting twice does nothing, so a start too many does no harm. */
const mayHaveLostItsStart = (task: Task, now: Millis): boolean =>
  !isFinal(task.status) && (task.queries === 0 || (task.leaseUntil ?? now) < now);

const sameRegistration = (task: Task, other: Registration): boolean =>
  task.callbackUrl === other.callbackUrl &&
  task.serviceTier === other.serviceTier &&
  task.giveUpAfterSeconds === other.giveUpAfterSeconds &&
  sameEntries(Object.entries(task.metadata), Object.entries(other.metadata)) &&
  sameEntries(
    task.events.map((event) => [event, '']),
    other.events.map((event) => [event, '']),
  );

const sameEntries = (
  some: readonly (readonly [string, string])[],
  others: readonly (readonly [string, string])[],
): boolean => {
  const byName = new Map(others);
  return some.length === byName.size && some.every(([name, value]) => byName.get(name) === value);
};
