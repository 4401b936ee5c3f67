import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { WorkflowInput } from '../../contract/workflow.ts';
import { executionName } from '../../domain/task/execution-name.ts';
import type { Executions } from '../../domain/task/executions.ts';
import { impatient } from './aws-requests.ts';
import { sha256Hex } from './digest.ts';

const nameOf = (input: WorkflowInput): string => executionName(input, sha256Hex);

/** What callers hand over may be a whole record. */
const keyOf = (given: WorkflowInput): WorkflowInput => {
  const { owner, restart } = given;
  if ('recovery' in given) return { owner, recovery: given.recovery, restart };
  const { taskId, delivery, waitSeconds = 0 } = given;
  return {
    owner,
    taskId,
    restart,
    ...(delivery === undefined ? {} : { delivery }),
    ...(waitSeconds > 0 && { waitSeconds }),
  };
};

/** Executions of one Standard state machine. */
export class StepFunctionsExecutions implements Executions {
  readonly #client: SFNClient;
  readonly #stateMachineArn: string;

  constructor(stateMachineArn: string, client = new SFNClient(impatient)) {
    this.#stateMachineArn = stateMachineArn;
    this.#client = client;
  }

  async start(given: WorkflowInput): Promise<void> {
    const input = keyOf(given);
    try {
      await this.#client.send(
        new StartExecutionCommand({
          stateMachineArn: this.#stateMachineArn,
          name: nameOf(input),
          input: JSON.stringify(input),
        }),
      );
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  }

  async stop(input: WorkflowInput): Promise<void> {
    try {
      await this.#client.send(
        new StopExecutionCommand({
          executionArn: this.addressOf(input),
          error: 'Stopped',
          cause: 'The owner stopped the task',
        }),
      );
    } catch (error) {
      if (!(error instanceof ExecutionDoesNotExist)) throw error;
    }
  }

  addressOf(input: WorkflowInput): string {
    return `${this.#stateMachineArn.replace(':stateMachine:', ':execution:')}:${nameOf(input)}`;
  }
}
