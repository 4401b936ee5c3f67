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
  /** Whole seconds to wait before the first step. Absent: the first step is due at once. */
  readonly waitSeconds?: number;
}

/** An execution that sends again what a receiver missed: the key of the job's record, and the fencing token. */
export interface RecoveryInput {
  readonly owner: string;
  readonly recovery: string;
  readonly restart: number;
}

/** What a turn of such a job answers. */
export interface RecoveryStep extends RecoveryInput {
  readonly next: 'recover' | 'done';
  readonly waitSeconds: number;
}

/** Everything that an execution can be started for. */
export type WorkflowInput = ExecutionInput | RecoveryInput;

/** What every step of the state machine answers: the input to go on with, the next act, and the seconds to wait before it. */
export interface Step extends ExecutionInput {
  readonly next: NextAct;
  /** Whole seconds, 0 if the next act is due at once. */
  readonly waitSeconds: number;
}

/**
 * What a state hands to its function if more than one definition of the state machine is in use: executions keep the
 * definition that they were started with, and so the oldest is in use until the longest of them has ended, a day after an
 * upgrade for a task and three for a delivery.
 */
export interface StateInput {
  readonly input: ExecutionInput;
  /** The acts that this definition goes on with after the state. */
  readonly mayFollow: readonly NextAct[];
}

/** A step's input, with what may follow if its definition says so. The first definitions hand over the plain input. */
export const stateInput = (
  given: ExecutionInput | StateInput,
): { readonly input: ExecutionInput; readonly mayFollow?: readonly NextAct[] } =>
  'input' in given ? given : { input: given };
