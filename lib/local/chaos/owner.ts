import { setTimeout as delay } from 'node:timers/promises';
import { firstProvider } from '../../../lambdas/contract/provider-definition.ts';
import { dialectOf } from '../provider/dialect.ts';
import type { ChaosEnvironment } from './chaos-environment.ts';
import type { TaskHistory } from './check/allowed-outcomes.ts';
import { metadataOf } from './check/check-callbacks.ts';
import type { PlannedTask } from './planned-task.ts';

/** A client retries for this long, in real time: the local cloud may be restarting. */
const persistenceMillis = 90_000;
const pauseMillis = 100;

interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** One request to the API, repeated until it is answered. `undefined` if it never was. */
export const requestUntilAnswered = async (
  environment: ChaosEnvironment,
  method: string,
  path: string,
  body?: unknown,
): Promise<ApiAnswer | undefined> => {
  const end = performance.now() + persistenceMillis;
  while (performance.now() < end) {
    const { apiUrl, apiKey } = await environment.cloud();
    const answer = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    })
      .then(async (response) => ({ status: response.status, body: (await response.json()) as unknown }))
      .catch(() => undefined);
    if (answer && answer.status < 500 && answer.status !== 429) return answer;
    await delay(pauseMillis);
  }
  return undefined;
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Plays one task's owner: creates it, registers it, and stops or retries it if planned. */
export const playOwner = async (
  environment: ChaosEnvironment,
  planned: PlannedTask,
): Promise<TaskHistory> => {
  const { clock, provider, receiver } = environment;
  const known = planned.ownerAction !== 'registers an unknown id';
  const { provider: as } = planned;
  const atProvider = known
    ? provider.create(planned.script, undefined, as).taskId
    : unknownId(as, planned.number);
  const taskId = as === firstProvider ? atProvider : `${as}:${atProvider}`;
  await clock.sleep(planned.registeredAfterSeconds * 1000);
  const history: Mutable<TaskHistory> = { planned: planned, taskId, triedAt: clock.now() };
  const registered = await requestUntilAnswered(environment, 'POST', '/tasks', {
    taskId: atProvider,
    ...(as !== firstProvider && { provider: as }),
    ...(!planned.busOnly && { callbackUrl: receiver.callbackUrl(taskId) }),
    serviceTier: planned.serviceTier,
    metadata: metadataOf(planned.number),
    ...(planned.giveUpAfterSeconds !== undefined && { giveUpAfterSeconds: planned.giveUpAfterSeconds }),
    ...(planned.wantsProcessing && { events: ['video.processing'] }),
  });
  if (registered && registered.status < 300) history.registeredAt = clock.now();
  if (planned.ownerAction === 'stops') history.stop = await stopAfterAWhile(environment, taskId);
  if (planned.ownerAction === 'retries') {
    const retriedAfter = await retryOnceEnded(environment, taskId);
    if (retriedAfter !== undefined) history.retriedAfter = retriedAfter;
  }
  return history;
};

/** An id that the provider never gave, in the form of those that it gives. */
const unknownId = (provider: string, number: number): string => {
  const plain = `unknown_${number}`;
  return provider === firstProvider ? plain : dialectOf(provider).idOf(plain);
};

const betweenLooks = 5 * 60_000;
/** Of two and a half hours: the host gives no video for minutes only. */
const maxLooks = 30;

/** Retries a task once it has ended as one that can be. Returns the error code of that first end. */
const retryOnceEnded = async (environment: ChaosEnvironment, taskId: string): Promise<string | undefined> => {
  const path = `/tasks/${encodeURIComponent(taskId)}`;
  for (let looks = 0; looks < maxLooks; looks++) {
    await environment.clock.sleep(betweenLooks);
    const answer = await requestUntilAnswered(environment, 'GET', path);
    const seen = answer?.body as {
      readonly status?: string;
      readonly error?: { readonly code: string } | null;
    };
    if (seen?.status === 'completed') return undefined;
    if (!seen?.error) continue;
    const retried = await requestUntilAnswered(environment, 'POST', `${path}/retry`);
    return retried?.status === 202 ? seen.error.code : undefined;
  }
  return undefined;
};

/** Long before its end, and late enough for one or two polls. */
const beforeStop = 20 * 60_000;

const stopAfterAWhile = async (
  environment: ChaosEnvironment,
  taskId: string,
): Promise<NonNullable<TaskHistory['stop']>> => {
  await environment.clock.sleep(beforeStop);
  const triedAt = environment.clock.now();
  const answer = await requestUntilAnswered(environment, 'DELETE', `/tasks/${encodeURIComponent(taskId)}`);
  return { triedAt, ...(answer && { status: answer.status }) };
};
