import { setTimeout as delay } from 'node:timers/promises';
import { dynamoClient } from '../adapters/dynamodb/dynamo-client.ts';
import { DynamoDeliveryStore } from '../adapters/dynamodb/dynamo-delivery-store.ts';
import { DynamoRecoveryStore } from '../adapters/dynamodb/dynamo-recovery-store.ts';
import { DynamoTaskStore } from '../adapters/dynamodb/dynamo-task-store.ts';
import { readEnvironment } from '../adapters/runtime/environment.ts';
import { StepFunctionsExecutions } from '../adapters/runtime/step-functions-executions.ts';
import { systemClock } from '../adapters/runtime/system-clock.ts';
import { PowertoolsTelemetry, type Telemetry } from '../adapters/runtime/telemetry.ts';
import type { RecoveryInput, RecoveryStep } from '../contract/workflow.ts';
import { type RecoverDeliveriesDeps, recoverDeliveries } from '../domain/recovery/recover-deliveries.ts';
import { lazily } from './lazily.ts';

interface Deps extends RecoverDeliveriesDeps {
  readonly telemetry: Telemetry;
}

export const makeHandler =
  (deps: Deps) =>
  async (input: RecoveryInput): Promise<RecoveryStep> => {
    const { step, recovery, startFailures } = await recoverDeliveries(deps)(input);
    const { owner, recovery: id, restart } = step;
    if (recovery) {
      const { state, sent, skipped } = recovery;
      deps.telemetry.log('info', 'deliveriesRecovered', {
        owner,
        recovery: id,
        restart,
        state,
        sent,
        skipped,
      });
    }
    if (startFailures > 0) {
      deps.telemetry.log('error', 'executionNotStarted', {
        owner,
        recovery: id,
        restart,
        count: startFailures,
      });
    }
    return step;
  };

/** Looks at the clock again and again: in the local cloud, it runs faster than timers do. */
const waitUntil = async (time: number): Promise<void> => {
  while (systemClock.now() < time) await delay(Math.min(time - systemClock.now(), 20));
};

const makeDeps = (): Deps => {
  const environment = readEnvironment('recover-deliveries');
  const client = dynamoClient();
  return {
    tasks: new DynamoTaskStore(client, environment.table),
    deliveries: new DynamoDeliveryStore(client, environment.table),
    recoveries: new DynamoRecoveryStore(client, environment.table),
    executions: new StepFunctionsExecutions(environment.stateMachineArn),
    clock: systemClock,
    waitUntil,
    telemetry: new PowertoolsTelemetry('recover-deliveries'),
  };
};

export const handler = lazily(makeHandler, makeDeps);
