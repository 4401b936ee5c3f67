import type { Json } from '../../lib/local/cloud/assembly/template.ts';
import { clockSetting, LocalClock } from '../../lib/local/cloud/clock/clock.ts';
import { type Execution, LocalExecutions } from '../../lib/local/cloud/states/executions.ts';
import { type Definition, LocalStateMachine } from '../../lib/local/cloud/states/state-machine.ts';

export interface Run {
  readonly execution: Execution;
  /** The states that were entered, in order. */
  readonly states: readonly string[];
  /** The seconds of each Wait, in order. */
  readonly waits: readonly number[];
}

/**
 * Runs a state machine in this process, with a function for each Task by the state's name. Waits and retries take no
 * time; `onWait` is told of a Wait's seconds, to move a test's clock on.
 */
export const runWorkflow = async (
  definition: Definition,
  acts: Readonly<Record<string, (input: Json) => Json | Promise<Json>>>,
  input: Json,
  onWait: (seconds: number) => void = () => undefined,
): Promise<Run> => {
  const states: string[] = [];
  const waits: number[] = [];
  const machine = new LocalStateMachine(definition, {
    speed: 1_000_000,
    act: async (_resource, given, stateName) => {
      const act = acts[stateName];
      if (!act) throw new Error(`Nothing is given for "${stateName}"`);
      return act(given);
    },
    wait: async (seconds) => {
      waits.push(seconds);
      onWait(seconds);
    },
  });
  const executions = new LocalExecutions({
    name: 'workflow',
    arn: 'arn:aws:states:us-east-1:000000000000:stateMachine:workflow',
    machine,
    clock: new LocalClock(clockSetting(1)),
  });
  const ended = new Promise<Execution>((done) => {
    executions.on('changed', (execution) => {
      if (execution.status !== 'RUNNING') done(execution);
      else if (execution.state !== '') states.push(execution.state);
    });
  });
  executions.start('run', JSON.stringify(input));
  return { execution: await ended, states, waits };
};
