import type { ExecutionInput } from '../../../lambdas/contract/workflow.ts';
import type { Executions } from '../../../lambdas/domain/task/executions.ts';

/** Remembers what was started and stopped. */
export class MemoryExecutions implements Executions {
  readonly started: ExecutionInput[] = [];
  readonly stopped: ExecutionInput[] = [];

  async start(input: ExecutionInput): Promise<void> {
    this.started.push(input);
  }

  async stop(input: ExecutionInput): Promise<void> {
    this.stopped.push(input);
  }

  addressOf({ taskId, restart }: ExecutionInput): string {
    return `execution of ${taskId}, ${restart}`;
  }
}
