import { dynamoClient } from '../adapters/dynamo-client.ts';
import { DynamoDeliveries } from '../adapters/dynamo-deliveries.ts';
import { DynamoTasks } from '../adapters/dynamo-tasks.ts';
import { list, readEnvironment, retention } from '../adapters/environment.ts';
import { HkdfSigningKeys } from '../adapters/hkdf-signing-keys.ts';
import { HttpCallbacks } from '../adapters/http-callbacks.ts';
import { guardedExchange } from '../adapters/http-exchange.ts';
import { linkSettings, PresignedLinks } from '../adapters/presigned-links.ts';
import { urlPolicy } from '../adapters/routes.ts';
import { Secret } from '../adapters/secret.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { PowertoolsTelemetry, type Telemetry } from '../adapters/telemetry.ts';
import { WebhookSigner } from '../adapters/webhook-signer.ts';
import type { Step } from '../contract.ts';
import {
  type DeliverCallbackDeps,
  type DeliverCallbackResult,
  deliverCallback,
} from '../domain/deliver-callback.ts';
import type { DeliveryCursor } from '../domain/delivery-steps.ts';
import { second } from '../domain/time.ts';
import { lazily } from './lazily.ts';

interface Deps extends DeliverCallbackDeps {
  readonly telemetry: Telemetry;
}

export const makeHandler =
  (deps: Deps) =>
  async (cursor: DeliveryCursor): Promise<Step> => {
    const result = await deliverCallback(deps)(cursor);
    report(deps.telemetry, result);
    return result.step;
  };

const report = (telemetry: Telemetry, { step, attempt, settled }: DeliverCallbackResult): void => {
  const { owner, taskId, restart, delivery } = step;
  const about = { owner, taskId, restart, delivery };
  if (attempt) {
    const { attempt: count, status, failure, milliseconds, address } = attempt;
    telemetry.log('info', 'callbackAttempted', {
      ...about,
      attempt: count,
      status,
      failure,
      milliseconds,
      address,
    });
    telemetry.measure('attempts', 1, failure ?? `${Math.floor((status ?? 0) / 100)}xx`);
  }
  if (settled) {
    const { state, attempts, delayMillis } = settled;
    telemetry.log('info', 'deliverySettled', { ...about, state, attempts });
    telemetry.measure('deliveriesSettled', 1, state);
    telemetry.measure('attemptsPerDelivery', attempts);
    if (state === 'delivered' && delayMillis !== undefined) {
      telemetry.measure('callbackDelaySeconds', delayMillis / second);
    }
  }
};

const makeDeps = (): Deps => {
  const environment = readEnvironment('deliver-callback');
  const client = dynamoClient();
  const policy = urlPolicy({
    privateHosts: list(environment.privateHosts),
    allowedHosts: list(environment.allowedCallbackHosts),
  });
  const keys = new HkdfSigningKeys(new Secret(environment.signingSecret), systemClock);
  return {
    tasks: new DynamoTasks(client, environment.table),
    deliveries: new DynamoDeliveries(client, environment.table),
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
