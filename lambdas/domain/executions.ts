import type { Cursor } from '../contract.ts';

/** The executions of the state machine. A cursor's execution has one name, so that none can run twice. */
export interface Executions {
  /** Does nothing where this cursor's execution was started before. */
  start(cursor: Cursor): Promise<void>;
  /** Does nothing where it does not run. */
  stop(cursor: Cursor): Promise<void>;
}
