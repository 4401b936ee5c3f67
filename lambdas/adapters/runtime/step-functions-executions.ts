import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { ExecutionInput } from '../../contract/workflow.ts';
import { executionName } from '../../domain/task/execution-name.ts';
import type { Executions } from '../../domain/task/executions.ts';
import { impatient } from './aws-requests.ts';
import { sha256Hex } from './digest.ts';

const nameOf = (input: ExecutionInput): string => executionName(input, sha256Hex);

/** Executions of one Standard state machine. */
export class StepFunctionsExecutions implements Executions {
  readonly #client: SFNClient;
  readonly #stateMachineArn: string;

  constructor(stateMachineArn: string, client = new SFNClient(impatient)) {
    this.#stateMachineArn = stateMachineArn;
    this.#client = client;
  }

  async start({ owner, taskId, restart, delivery, waitSeconds = 0 }: ExecutionInput): Promise<void> {
    const input: ExecutionInput = {
      owner,
      taskId,
      restart,
      ...(delivery === undefined ? {} : { delivery }),
      ...(waitSeconds > 0 && { waitSeconds }),
    };
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

  async stop(input: ExecutionInput): Promise<void> {
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
  addressOf({ owner, taskId, restart, delivery }: ExecutionInput): string {
    const input = { owner, taskId, restart, ...(delivery === undefined ? {} : { delivery }) };
    return `${this.#stateMachineArn.replace(':stateMachine:', ':execution:')}:${nameOf(input)}`;
  }
}
