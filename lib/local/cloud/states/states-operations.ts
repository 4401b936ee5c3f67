import { type JsonOperations, type Parameters, ServiceError } from '../endpoint/aws-json.ts';
import type { Execution, ExecutionStatus, LocalExecutions } from './executions.ts';

const seconds = (millis: number) => millis / 1000;

const described = (execution: Execution, stateMachineArn: string) => ({
  executionArn: execution.arn,
  stateMachineArn,
  name: execution.name,
  status: execution.status,
  startDate: seconds(execution.startedAt),
  ...(execution.stoppedAt !== undefined && { stopDate: seconds(execution.stoppedAt) }),
});

/** What an execution's name may hold. */
const validName = /^[\w-]{1,80}$/;

/** Step Functions' operations on the executions that an ARN leads to. */
export const stepFunctionsOperations = (
  machineOf: (stateMachineArn: string) => LocalExecutions | undefined,
): JsonOperations => {
  const executionsOf = (arn: unknown): LocalExecutions => {
    // An execution's ARN names its state machine too.
    const [, , , , , , name] = String(arn).split(':');
    const machine = machineOf(String(arn).replace(/:execution:.*$/, `:stateMachine:${name}`));
    if (!machine)
      throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return machine;
  };
  const find = (arn: unknown) => {
    const machine = executionsOf(arn);
    const execution = machine.find(String(arn));
    if (!execution) throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return { machine, execution };
  };
  const input = (text: unknown): string => {
    try {
      JSON.parse(String(text ?? '{}'));
      return String(text ?? '{}');
    } catch (error) {
      throw new ServiceError('InvalidExecutionInput', String(error));
    }
  };
  return {
    StartExecution: (given: Parameters) => {
      const name = String(given.name ?? crypto.randomUUID());
      if (!validName.test(name)) throw new ServiceError('InvalidName', `Invalid Name: '${name}'`);
      const execution = executionsOf(given.stateMachineArn).start(name, input(given.input));
      return { executionArn: execution.arn, startDate: seconds(execution.startedAt) };
    },
    StopExecution: (given: Parameters) => {
      const { machine, execution } = find(given.executionArn);
      void machine.end(execution.name, {
        status: 'ABORTED',
        ...(given.error !== undefined && { error: String(given.error) }),
        ...(given.cause !== undefined && { cause: String(given.cause) }),
      });
      return { stopDate: seconds(machine.now()) };
    },
    DescribeExecution: (given: Parameters) => {
      const { machine, execution } = find(given.executionArn);
      const { input, output, error, cause } = execution;
      return { ...described(execution, machine.arn), input, output, error, cause };
    },
    ListExecutions: (given: Parameters) => {
      const machine = executionsOf(given.stateMachineArn);
      const status = given.statusFilter as ExecutionStatus | undefined;
      const from = Number(given.nextToken ?? 0);
      const to = from + Number(given.maxResults ?? 100);
      const all = machine.list(status);
      return {
        executions: all.slice(from, to).map((execution) => described(execution, machine.arn)),
        ...(to < all.length && { nextToken: String(to) }),
      };
    },
  };
};
