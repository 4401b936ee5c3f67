import { dynamoClient } from '../adapters/dynamodb/dynamo-client.ts';
import { DynamoDeliveryStore } from '../adapters/dynamodb/dynamo-delivery-store.ts';
import { DynamoOverdueStore } from '../adapters/dynamodb/dynamo-overdue-store.ts';
import { DynamoRecoveryStore } from '../adapters/dynamodb/dynamo-recovery-store.ts';
import { DynamoTaskStore } from '../adapters/dynamodb/dynamo-task-store.ts';
import { eventBridge } from '../adapters/event-bus/event-bridge.ts';
import { readEnvironment } from '../adapters/runtime/environment.ts';
import { StepFunctionsExecutions } from '../adapters/runtime/step-functions-executions.ts';
import { systemClock } from '../adapters/runtime/system-clock.ts';
import { PowertoolsTelemetry, type Telemetry } from '../adapters/runtime/telemetry.ts';
import { operatorEvents } from '../domain/bus/operator-events.ts';
import { type Repair, type SweepOverdueDeps, sweepOverdue } from '../domain/tracking/sweep-overdue.ts';
import { lazily } from './lazily.ts';
import { type OperatorDeps, tellOperator } from './tell-operator.ts';

/** Time to end in an orderly way. What is left over is found by the next run. */
const reserveMillis = 10_000;
/** A run of two minutes does no more, at two calls of some 20 ms an item, and stays far below StartExecution’s quota. */
const maxRestarts = 2_000;

interface Deps extends SweepOverdueDeps, OperatorDeps {}

export const makeHandler =
  (deps: Deps) => async (_event: unknown, context: { getRemainingTimeInMillis(): number }) => {
    const open = await deps.overdue.count();
    const seen = new Set<Repair['kind']>();
    for await (const repair of sweepOverdue(deps)()) {
      report(deps.telemetry, repair);
      if (repair.kind === 'given_up' && repair.delivery)
        await tellOperator(deps, 'relay.delivery.exhausted', repair.delivery);
      seen.add(repair.kind);
      if (context.getRemainingTimeInMillis() < reserveMillis) break;
    }
    deps.telemetry.log('info', 'sweepEnded', { open });
    // The alarm counts the runs that ended well, and one that can repair nothing did not.
    if (seen.size === 1 && seen.has('not_started'))
      throw new Error('Nothing of what is overdue could be started');
  };

const report = (telemetry: Telemetry, repair: Repair): void => {
  switch (repair.kind) {
    case 'restarted':
      telemetry.count('restarts');
      telemetry.log('warn', 'leaseOverdue', { ...repair.input, strikes: repair.strikes });
      break;
    case 'given_up':
      telemetry.log('error', repair.what === 'recovery' ? 'recoveryGivenUp' : 'trackingGivenUp', {
        ...repair.input,
      });
      if (repair.what === 'tracking') telemetry.count('trackingGivenUp');
      if (repair.what === 'video') telemetry.count('archiveFailures');
      if (repair.what === 'callback') telemetry.count('callbacksExhausted');
      break;
    case 'not_started':
      telemetry.log('error', 'restartFailed', { ...repair.input, error: repair.error });
      break;
  }
};

const makeDeps = (): Deps => {
  const environment = readEnvironment('sweep-overdue');
  const client = dynamoClient();
  const bus = eventBridge(environment.eventBus);
  return {
    ...(bus && { operator: operatorEvents({ bus, clock: systemClock }) }),
    tasks: new DynamoTaskStore(client, environment.table),
    deliveries: new DynamoDeliveryStore(client, environment.table),
    recoveries: new DynamoRecoveryStore(client, environment.table),
    overdue: new DynamoOverdueStore(client, environment.table),
    executions: new StepFunctionsExecutions(environment.stateMachineArn),
    clock: systemClock,
    limit: maxRestarts,
    telemetry: new PowertoolsTelemetry('sweep-overdue'),
  };
};

export const handler = lazily(makeHandler, makeDeps);
