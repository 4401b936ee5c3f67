import type { OperatorDetail } from '../../contract/bus-event.ts';
import type { WorkflowInput } from '../../contract/workflow.ts';
import type { Recovery } from '../recovery/recovery.ts';
import { type RestartRecoveryDeps, recoveryInput, restartRecovery } from '../recovery/restart-recovery.ts';
import { asError } from '../task/as-error.ts';
import { deletionOf } from '../task/deadline.ts';
import { type Delivery, destinationOf } from '../task/delivery.ts';
import type { DeliveryStore } from '../task/delivery-store.ts';
import type { Executions } from '../task/executions.ts';
import { leaseForRestart } from '../task/lease.ts';
import { isFinal, type Outcome, type Task } from '../task/task.ts';
import type { TaskStore } from '../task/task-store.ts';
import type { Clock, Millis } from '../task/time.ts';
import type { OverdueItem, OverdueStore } from './overdue-store.ts';

/**
 * Restarts without progress, before which a task’s tracking is never given up: 5 + 10 + 20 + 40 + 80 + 80 minutes of
 * leases are 235 minutes. Past them it is given up once there is nothing to be had any more, and not before: a deploy
 * that breaks the workflow for a night costs no task. In a day that makes 6 + (1,440 − 235) / 80 = 21 restarts.
 */
export const maxStrikes = 6;
/** The same for a delivery, whose receiver may wait for days: 75 h 35 m of leases of at most 80 minutes. */
export const maxDeliveryStrikes = 60;

export interface SweepOverdueDeps extends RestartRecoveryDeps {
  readonly tasks: TaskStore;
  readonly deliveries: DeliveryStore;
  readonly overdue: OverdueStore;
  readonly executions: Executions;
  readonly clock: Clock;
  /** Executions started a run, at the most. */
  readonly limit: number;
}

export type Repair =
  | { readonly kind: 'restarted'; readonly input: WorkflowInput; readonly strikes: number }
  | {
      readonly kind: 'given_up';
      readonly input: WorkflowInput;
      readonly what: 'tracking' | 'video' | 'callback' | 'recovery';
      /** Of a callback: which, and whither. */
      readonly delivery?: OperatorDetail['data'];
    }
  /** The start failed after the lease was renewed: a later sweep finds the item again. */
  | { readonly kind: 'not_started'; readonly input: WorkflowInput; readonly error: Error };

/**
 * Finds what is past its lease and starts an execution for each, fenced against the one before it. One item that can’t
 * be repaired does not stop the others. Throws if the index can’t be read.
 */
export const sweepOverdue = (deps: SweepOverdueDeps) =>
  async function* (): AsyncGenerator<Repair> {
    for await (const item of deps.overdue.find(deps.clock.now(), deps.limit)) {
      const repair = await repaired(deps, item);
      if (repair) yield repair;
    }
  };

const repaired = async (deps: SweepOverdueDeps, item: OverdueItem): Promise<Repair | undefined> => {
  try {
    switch (item.kind) {
      case 'task':
        return await restartTask(deps, item.task);
      case 'delivery':
        return await restartDelivery(deps, item.delivery);
      case 'recovery':
        return await repairedRecovery(deps, item.recovery);
    }
  } catch (error) {
    return { kind: 'not_started', input: inputOf(item, 0), error: asError(error) };
  }
};

const inputOf = (item: OverdueItem, more: number): WorkflowInput => {
  if (item.kind === 'recovery') return recoveryInput(item.recovery, item.recovery.restart + more);
  if (item.kind === 'delivery') {
    const { owner, taskId, number, restart } = item.delivery;
    return { owner, taskId, restart: restart + more, delivery: number };
  }
  const { owner, taskId, restart } = item.task;
  return { owner, taskId, restart: restart + more };
};

const restartTask = async (deps: SweepOverdueDeps, task: Task): Promise<Repair | undefined> => {
  const now = deps.clock.now();
  const outcome = givenUp(task, now);
  const change = {
    restart: task.restart + 1,
    strikes: task.strikes + 1,
    leaseUntil: leaseForTask(task, now),
    ...(outcome ? { outcome } : {}),
  };
  if ((await deps.tasks.change(task, 'restart', change)) === 'superseded') return undefined;
  const input = inputOf({ kind: 'task', task }, 1);
  try {
    await deps.executions.start(input);
  } catch (error) {
    // Nothing was tried, so nothing speaks against the task.
    await deps.tasks.change({ ...task, restart: input.restart }, 'restart', { strikes: task.strikes });
    throw error;
  }
  if (!outcome) return { kind: 'restarted', input, strikes: change.strikes };
  return { kind: 'given_up', input, what: task.status === 'archiving' ? 'video' : 'tracking' };
};

/** The outcome of a task that was restarted too often and is past hope, unless it has one already. */
const givenUp = (task: Task, now: Millis): Outcome | undefined => {
  if (task.strikes < maxStrikes || now < hopeEnds(task)) return undefined;
  if (task.outcome || isFinal(task.status)) return undefined;
  const code = task.status === 'archiving' ? 'archive_failed' : 'tracking_failed';
  return {
    status: 'failed',
    error: { code, message: `Given up after ${task.strikes} restarts without progress.` },
  };
};

/** A finished video can be had until the provider deletes it, whatever its owner's patience. */
const hopeEnds = (task: Task): Millis => (task.status === 'archiving' ? deletionOf(task) : task.deadline);

/** Never past the deadline, while there is one to be met: the video is deleted soon after. */
const leaseForTask = (task: Task, now: Millis): Millis => {
  const backedOff = leaseForRestart(task.strikes, now);
  return now < task.deadline
    ? Math.max(leaseForRestart(0, now), Math.min(backedOff, task.deadline))
    : backedOff;
};

const restartDelivery = async (deps: SweepOverdueDeps, delivery: Delivery): Promise<Repair | undefined> => {
  const now = deps.clock.now();
  const input = inputOf({ kind: 'delivery', delivery }, 1);
  if (delivery.strikes >= maxDeliveryStrikes) {
    const end = {
      state: 'exhausted',
      settledAt: now,
      nextAttemptAt: undefined,
      leaseUntil: undefined,
    } as const;
    const ended = await deps.deliveries.change(delivery, { ...end, restart: input.restart });
    if (ended === 'superseded') return undefined;
    const { owner, taskId, number } = delivery;
    return {
      kind: 'given_up',
      input,
      what: 'callback',
      delivery: { owner, taskId, delivery: number, destination: destinationOf(delivery) },
    };
  }
  const strikes = delivery.strikes + 1;
  const leaseUntil = leaseForRestart(delivery.strikes, now);
  const renewed = await deps.deliveries.change(delivery, { restart: input.restart, strikes, leaseUntil });
  if (renewed === 'superseded') return undefined;
  await deps.executions.start(input);
  return { kind: 'restarted', input, strikes };
};

const repairedRecovery = async (deps: SweepOverdueDeps, recovery: Recovery): Promise<Repair | undefined> => {
  const repair = await restartRecovery(deps, recovery);
  if (!repair) return undefined;
  const input = recoveryInput(recovery, recovery.restart + 1);
  return repair.kind === 'restarted'
    ? { kind: 'restarted', input, strikes: repair.strikes }
    : { kind: 'given_up', input, what: 'recovery' };
};
