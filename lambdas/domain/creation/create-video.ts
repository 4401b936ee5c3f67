import type { Registration } from '../task/task.ts';
import { day, type Millis, minute } from '../task/time.ts';
import {
  type AlreadyKnown,
  type Registered,
  type RegisterTaskDeps,
  registerTask,
} from '../tracking/register-task.ts';
import type { Creation, Generation, Intent, IntentKey, IntentStore, VideoCreator } from './video-creation.ts';

export interface CreateVideoDeps extends RegisterTaskDeps {
  readonly intents: IntentStore;
  readonly provider: VideoCreator;
}

export interface CreateRequest extends IntentKey {
  readonly generation: Generation;
  readonly registration: Registration;
  /** Of generation and registration. */
  readonly digest: string;
}

export type Created =
  | Registered
  | Extract<Creation, { kind: 'refused' | 'unavailable' }>
  | (Extract<Creation, { kind: 'unknown' }> & { readonly requestedAt: Millis })
  /** Another request with this key is being served at this moment. */
  | { readonly kind: 'in_progress' }
  | { readonly kind: 'key_reused' };

/** For how long a key brings back its first answer. */
const keyLife = 7 * day;

/** No request is served longer than half a minute: an intent with no answer after this was interrupted. */
const maxRequestMillis = minute;

/**
 * Creates a video at the provider and tracks it, once for a key. The provider is never asked again where it may have
 * been asked before: every video costs money.
 */
export const createVideo = async (creator: CreateVideoDeps, request: CreateRequest): Promise<Created> => {
  const { owner, idempotencyKey, digest } = request;
  const now = creator.clock.now();
  const intent: Intent = { owner, idempotencyKey, digest, requestedAt: now, expiresAt: now + keyLife };
  const added = await creator.intents.add(intent);
  if (added.kind === 'exists') return again(creator, request, added.intent, now);
  const creation = await creator.provider.create(request.generation);
  if (creation.kind === 'unavailable') {
    await creator.intents.release(request);
    return creation;
  }
  return settle(creator, request, creation, now);
};

/**
 * First the record: what matters is that the video is tracked. Where that fails, the key leads to it from then on; where it
 * does not, the caller is told the task's id, even if the key cannot be written down.
 */
const settle = async (
  creator: CreateVideoDeps,
  request: CreateRequest,
  creation: NonNullable<Intent['creation']>,
  requestedAt: Millis,
): Promise<Created> => {
  const writeDown = () => creator.intents.settle(request, creation);
  let outcome: Created;
  try {
    outcome = await outcomeOf(creator, request, creation, requestedAt);
  } catch (error) {
    await writeDown();
    throw error;
  }
  await writeDown()
    .catch(writeDown)
    .catch(() => undefined);
  return outcome;
};

const again = async (
  creator: CreateVideoDeps,
  request: CreateRequest,
  first: Intent,
  now: Millis,
): Promise<Created> => {
  if (first.digest !== request.digest) return { kind: 'key_reused' };
  if (first.creation) return outcomeOf(creator, request, first.creation, first.requestedAt);
  if (now - first.requestedAt < maxRequestMillis) return { kind: 'in_progress' };
  return { kind: 'unknown', reason: 'interrupted', requestedAt: first.requestedAt };
};

const outcomeOf = async (
  creator: CreateVideoDeps,
  { owner, registration }: CreateRequest,
  creation: NonNullable<Intent['creation']>,
  requestedAt: Millis,
): Promise<Created> => {
  if (creation.kind === 'refused') return creation;
  if (creation.kind === 'unknown') return { ...creation, requestedAt };
  const { kind: _, taskId, ...known } = creation;
  return registerTask(creator, { owner, taskId }, registration, known satisfies AlreadyKnown);
};
