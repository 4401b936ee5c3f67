/** A signal of the state machine: the act that comes next. */
export const nextActs = ['query', 'archive', 'record', 'deliver', 'done'] as const;

export type NextAct = (typeof nextActs)[number];

/**
 * What an execution is about. The record in DynamoDB is the state; this is only its key, and the fencing token:
 * an execution may act while the record's `restart` is still its own.
 * With `delivery`, it delivers that delivery; without, it tracks the task (and then delivers the final event).
 */
export interface ExecutionInput {
  readonly owner: string;
  readonly taskId: string;
  readonly restart: number;
  readonly delivery?: number;
}

/** What every step of the state machine answers: the input to go on with, the next act, and the seconds to wait before it. */
export interface Step extends ExecutionInput {
  readonly next: NextAct;
  /** Whole seconds, 0 if the next act is due at once. */
  readonly waitSeconds: number;
}
