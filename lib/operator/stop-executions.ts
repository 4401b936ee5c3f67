import type { AwsCli } from './aws-cli.ts';

/** How many executions run, and stops them if asked to. A state machine is not deleted before its last execution has ended. */
export const stopExecutions = async (
  aws: AwsCli,
  stateMachineArn: string,
  { stop, report }: { readonly stop: boolean; readonly report: (stopped: number) => void },
): Promise<number> => {
  const { executions } = await aws(
    ...['stepfunctions', 'list-executions', '--state-machine-arn', stateMachineArn],
    ...['--status-filter', 'RUNNING'],
  );
  const running: readonly { executionArn: string }[] = executions;
  if (!stop) return running.length;
  for (const [index, { executionArn }] of running.entries()) {
    await aws(
      ...['stepfunctions', 'stop-execution', '--execution-arn', executionArn],
      ...['--cause', 'The relay is torn down'],
    );
    if ((index + 1) % 100 === 0) report(index + 1);
  }
  return running.length;
};
