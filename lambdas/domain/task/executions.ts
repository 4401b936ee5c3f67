import type { WorkflowInput } from '../../contract/workflow.ts';

/** The executions of the state machine. A input's execution has one name, so that none can run twice. */
export interface Executions {
  /** Does nothing if this input's execution was started before. */
  start(input: WorkflowInput): Promise<void>;
  /** Does nothing if it is not running. */
  stop(input: WorkflowInput): Promise<void>;
  /** By what people find this input's execution. */
  addressOf(input: WorkflowInput): string;
}
