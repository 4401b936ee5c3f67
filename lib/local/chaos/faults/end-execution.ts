import type { LocalExecutions } from '../../cloud/states/executions.ts';

/** Ends a running execution of a task, as an operator's mistake or a service's failure would. */
export const endExecutionOf = (executions: LocalExecutions, taskId: string): boolean => {
  const execution = executions
    .list('RUNNING')
    .find(({ input }) => (JSON.parse(input) as { readonly taskId?: string }).taskId === taskId);
  if (!execution) return false;
  void executions.end(execution.name, { status: 'ABORTED', cause: 'Broken on purpose' });
  return true;
};
