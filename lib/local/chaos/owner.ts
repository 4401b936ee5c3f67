import { setTimeout as delay } from 'node:timers/promises';
import type { TaskHistory } from './check/allowed-outcomes.ts';
import { metadataOf } from './check/check-callbacks.ts';
import type { PlannedTask } from './planned-task.ts';
import type { World } from './world.ts';

/** A client goes on for so long, in real time: the local cloud may be away for a while. */
const persistenceMillis = 90_000;
const pauseMillis = 100;

interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** One request to the API as a client makes it: repeated while it fails on the way. `undefined`: it never got through. */
export const insist = async (
  world: World,
  method: string,
  path: string,
  body?: unknown,
): Promise<ApiAnswer | undefined> => {
  const end = performance.now() + persistenceMillis;
  while (performance.now() < end) {
    const { apiUrl, apiKey } = await world.cloud();
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

/** Plays one task's owner: has it made, registers it, and stops it where that is its part. */
export const playOwner = async (world: World, part: PlannedTask): Promise<TaskHistory> => {
  const { clock, provider, receiver } = world;
  const known = part.conduct !== 'unknown';
  const taskId = known ? provider.create(part.script).taskId : `unknown_${part.number}`;
  await clock.sleep(part.registeredAfterSeconds * 1000);
  const life: Mutable<TaskHistory> = { planned: part, taskId, triedAt: clock.now() };
  const registered = await insist(world, 'POST', '/tasks', {
    taskId,
    callbackUrl: receiver.callbackUrl(taskId),
    serviceTier: part.serviceTier,
    metadata: metadataOf(part.number),
    ...(part.giveUpAfterSeconds !== undefined && { giveUpAfterSeconds: part.giveUpAfterSeconds }),
    ...(part.wantsProcessing && { events: ['video.processing'] }),
  });
  if (registered && registered.status < 300) life.registeredAt = clock.now();
  if (part.conduct === 'stopped') life.stop = await stopAfterAWhile(world, taskId);
  return life;
};

/** Long before its end, and long enough for a question or two. */
const beforeStop = 20 * 60_000;

const stopAfterAWhile = async (world: World, taskId: string): Promise<NonNullable<TaskHistory['stop']>> => {
  await world.clock.sleep(beforeStop);
  const triedAt = world.clock.now();
  const answer = await insist(world, 'DELETE', `/tasks/${encodeURIComponent(taskId)}`);
  return { triedAt, ...(answer && { status: answer.status }) };
};
