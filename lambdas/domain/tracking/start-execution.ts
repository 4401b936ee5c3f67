import type { ExecutionInput } from '../../contract/workflow.ts';
import type { Executions } from '../task/executions.ts';

/**
 * Starts the execution of what is already in the record. A failure is an answer and no exception: the sweep starts one when
 * the lease is over.
 */
export const startExecution = async (
  executions: Pick<Executions, 'start'>,
  { owner, taskId, restart, delivery }: ExecutionInput,
  waitSeconds = 0,
): Promise<{ readonly startFailure?: unknown }> => {
  try {
    await executions.start({
      owner,
      taskId,
      restart,
      ...(delivery !== undefined && { delivery }),
      ...(waitSeconds > 0 && { waitSeconds }),
    });
    return {};
  } catch (startFailure) {
    return { startFailure };
  }
};
