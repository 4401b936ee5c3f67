import { finalStatuses, openStatuses, type Status } from './task.ts';

interface Transition {
  readonly from: readonly Status[];
  readonly to: readonly Status[];
}

/** Final statuses that have an event. */
const announced = ['completed', 'failed', 'cancelled', 'expired'] as const;

/**
 * Every way a task's record may change. The table is both the check and the database's condition: a change is
 * written only over a record whose status is in `from` and whose `restart` is the writer's own.
 */
export const transitions = {
  /** The provider was polled. The task goes on, or its outcome is known and waits to be recorded. */
  query: { from: ['queued', 'processing'], to: ['queued', 'processing'] },
  /** The video is finished, and is to be copied. */
  finish: { from: ['queued', 'processing'], to: ['archiving'] },
  /** The copy got on, is complete, or has failed. */
  archive: { from: ['archiving'], to: ['archiving'] },
  /** The outcome becomes the final status. */
  record: { from: openStatuses, to: announced },
  /** The final event has its delivery: the task itself needs nothing more. */
  settle: { from: finalStatuses, to: finalStatuses },
  /** The event is sent again, so the record must be kept until that is over. */
  keep: { from: finalStatuses, to: finalStatuses },
  /** The owner stopped the tracking. */
  stop: { from: openStatuses, to: ['stopped'] },
  /** The owner has the ended task tried again. */
  retry: { from: ['failed', 'expired'], to: ['queued'] },
  /** A step did not happen in time: a new execution takes over. Of a task that was stopped meanwhile, nothing is left to do. */
  restart: { from: [...openStatuses, ...announced], to: [...openStatuses, ...announced] },
} as const satisfies Record<string, Transition>;

export type TransitionName = keyof typeof transitions;

/** Throws where a change would lead to a status that the table does not allow: a defect of ours, not an outcome. */
export const assertLeadsTo = (name: TransitionName, status: Status): void => {
  if (!(transitions[name].to as readonly Status[]).includes(status)) {
    throw new TypeError(`The transition "${name}" does not lead to "${status}"`);
  }
};
