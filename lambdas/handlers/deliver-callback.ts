import { HkdfSigningKeys } from '../adapters/callbacks/hkdf-signing-keys.ts';
import { HttpCallbacks } from '../adapters/callbacks/http-callbacks.ts';
import { linkSettings, PresignedLinks } from '../adapters/callbacks/presigned-links.ts';
import { WebhookSigner } from '../adapters/callbacks/webhook-signer.ts';
import { dynamoClient } from '../adapters/dynamodb/dynamo-client.ts';
import { DynamoDeliveryStore } from '../adapters/dynamodb/dynamo-delivery-store.ts';
import { DynamoHostSlots } from '../adapters/dynamodb/dynamo-host-slots.ts';
import { DynamoTaskStore } from '../adapters/dynamodb/dynamo-task-store.ts';
import { eventBridge } from '../adapters/event-bus/event-bridge.ts';
import { guardedExchange } from '../adapters/http/http-exchange.ts';
import { urlPolicy } from '../adapters/http/url-guard.ts';
import { list, number, readEnvironment, retention } from '../adapters/runtime/environment.ts';
import { Secret } from '../adapters/runtime/secret.ts';
import { StepFunctionsExecutions } from '../adapters/runtime/step-functions-executions.ts';
import { systemClock } from '../adapters/runtime/system-clock.ts';
import { PowertoolsTelemetry, type Telemetry } from '../adapters/runtime/telemetry.ts';
import { type StateInput, type Step, stateInput } from '../contract/workflow.ts';
import { type DeliverEventDeps, deliverEvent } from '../domain/bus/deliver-event.ts';
import { noBus } from '../domain/bus/event-bus.ts';
import { operatorEvents } from '../domain/bus/operator-events.ts';
import type { DeliverCallbackResult } from '../domain/callbacks/deliver-callback.ts';
import type { DeliveryInput } from '../domain/callbacks/delivery-steps.ts';
import type { Destination } from '../domain/task/delivery.ts';
import { second } from '../domain/task/time.ts';
import { lazily } from './lazily.ts';
import { type OperatorDeps, tellOperator } from './tell-operator.ts';

interface Deps extends DeliverEventDeps, OperatorDeps {}

export const makeHandler =
  (deps: Deps) =>
  async (given: DeliveryInput | StateInput): Promise<Step> => {
    const { input, mayFollow } = stateInput(given);
    const handsOver = mayFollow !== undefined && !mayFollow.includes('deliver');
    const result = await deliverEvent(deps)({ ...(input as DeliveryInput), handsOver });
    const { destination = 'callback', beside } = result;
    report(deps.telemetry, destination, result);
    if (beside) report(deps.telemetry, 'bus', beside);
    await tellOfEnd(deps, destination, result);
    if (beside) await tellOfEnd(deps, 'bus', beside);
    return result.step;
  };

const tellOfEnd = async (
  deps: Deps,
  destination: Destination,
  { step, settled }: DeliverCallbackResult,
): Promise<void> => {
  const { owner, taskId, delivery = 0 } = step;
  const types = { exhausted: 'relay.delivery.exhausted', gone: 'relay.receiver.gone' } as const;
  const state = settled?.state;
  if (state === 'exhausted' || state === 'gone')
    await tellOperator(deps, types[state], { owner, taskId, delivery, destination });
};

const report = (
  telemetry: Telemetry,
  destination: Destination,
  { step, attempt, settled, putOff, slotFailure, startFailure }: DeliverCallbackResult,
): void => {
  const { owner, taskId, restart, delivery } = step;
  const about = { owner, taskId, restart, delivery, ...(destination === 'bus' && { destination }) };
  if (putOff) telemetry.log('info', 'callbackPutOff', { ...about, waitSeconds: step.waitSeconds });
  if (slotFailure) telemetry.log('warn', 'slotNotReleased', { ...about, error: slotFailure });
  if (startFailure) telemetry.log('error', 'executionNotStarted', { ...about, error: startFailure });
  if (attempt) {
    const { attempt: count, status, failure, reason, milliseconds, address } = attempt;
    telemetry.log('info', destination === 'bus' ? 'eventPut' : 'callbackAttempted', {
      ...about,
      attempt: count,
      status,
      failure,
      reason,
      milliseconds,
      address,
    });
  }
  if (settled) {
    const { state, attempts, delayMillis } = settled;
    const delaySeconds =
      state === 'delivered' && delayMillis !== undefined ? { delaySeconds: delayMillis / second } : {};
    telemetry.log('info', 'deliverySettled', { ...about, state, attempts, ...delaySeconds });
    if (state === 'exhausted') telemetry.count('callbacksExhausted');
  }
};

const makeDeps = (): Deps => {
  const environment = readEnvironment('deliver-callback');
  const client = dynamoClient();
  const policy = urlPolicy({
    privateHosts: list(environment.privateHosts),
    allowedHosts: list(environment.allowedCallbackHosts),
  });
  const bus = eventBridge(environment.eventBus);
  const keys = new HkdfSigningKeys(new Secret(environment.signingSecret), systemClock);
  return {
    ...(bus ? { bus, operator: operatorEvents({ bus, clock: systemClock }) } : { bus: noBus }),
    tasks: new DynamoTaskStore(client, environment.table),
    deliveries: new DynamoDeliveryStore(client, environment.table),
    hosts: new DynamoHostSlots(client, environment.table, number(environment.maxRequestsPerHost)),
    executions: new StepFunctionsExecutions(environment.stateMachineArn),
    callbacks: new HttpCallbacks(guardedExchange(policy)),
    signer: new WebhookSigner(keys),
    videoLinks: new PresignedLinks(linkSettings(), systemClock),
    clock: systemClock,
    random: Math.random,
    apiUrl: environment.apiUrl,
    ...retention(environment),
    telemetry: new PowertoolsTelemetry('deliver-callback'),
  };
};

export const handler = lazily(makeHandler, makeDeps);
