import type { ExecutionInput } from '../../contract/workflow.ts';

/** The executions of the state machine. A cursor's execution has one name, so that none can run twice. */
export interface Executions {
  /** Does nothing where this cursor's execution was started before. */
  start(cursor: ExecutionInput): Promise<void>;
  /** Does nothing where it does not run. */
  stop(cursor: ExecutionInput): Promise<void>;
}
