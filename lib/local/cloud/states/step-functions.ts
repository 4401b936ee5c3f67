import type { Assembly } from '../assembly/assembly.ts';
import type { Json } from '../assembly/template.ts';
import type { LocalClock } from '../clock/clock.ts';
import { jsonService } from '../endpoint/aws-json.ts';
import { type Endpoint, listen } from '../endpoint/endpoint.ts';
import type { Intercept } from '../endpoint/intercept.ts';
import { LocalExecutions } from './executions.ts';
import { type Definition, LocalStateMachine } from './state-machine.ts';
import { stepFunctionsOperations } from './states-operations.ts';

export interface LocalStepFunctions extends Endpoint {
  readonly executions: LocalExecutions;
}

/** Step Functions with the template's only state machine. */
export const startStepFunctions = async (
  assembly: Assembly,
  settings: {
    readonly clock: LocalClock;
    readonly intercept: Intercept;
    readonly invoke: (functionArn: string, payload: Json) => Promise<Json>;
  },
): Promise<LocalStepFunctions> => {
  const { clock, intercept, invoke } = settings;
  const { name, arn, properties } = assembly.only('AWS::StepFunctions::StateMachine');
  const machine = new LocalStateMachine(
    JSON.parse(assembly.text(properties.DefinitionString)) as Definition,
    {
      speed: clock.setting.speed,
      act: invoke,
      wait: (seconds, signal) => clock.sleep(seconds * 1000, signal),
    },
  );
  const executions = new LocalExecutions({ name, arn, clock, machine });
  const operations = stepFunctionsOperations((requested) => (requested === arn ? executions : undefined));
  const handle = jsonService(
    'states',
    operations,
    (given) => String(given.name ?? given.executionArn ?? ''),
    intercept,
  );
  const endpoint = await listen(handle, clock);
  return {
    ...endpoint,
    executions,
    close: async () => {
      await executions.close();
      await endpoint.close();
    },
  };
};
