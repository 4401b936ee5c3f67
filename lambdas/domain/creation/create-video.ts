import { type FirstPollDeps, firstPoll } from '../polling/first-poll.ts';
import type { Registration } from '../task/task.ts';
import { originOf, type ProviderChoice } from '../task/task-provider.ts';
import { day, type Millis, minute } from '../task/time.ts';
import { type Registered, type RegisterTaskDeps, registerTask } from '../tracking/register-task.ts';
import type { CreationQuota, QuotaSpent } from './creation-quota.ts';
import type { Creation, Generation, Intent, IntentKey, IntentStore, VideoCreator } from './video-creation.ts';

export interface CreateVideoDeps extends RegisterTaskDeps, FirstPollDeps {
  readonly intents: IntentStore;
  /** Absent: no limit. */
  readonly quota?: CreationQuota;
  readonly provider: VideoCreator;
}

export interface CreateRequest extends IntentKey {
  readonly generation: Generation;
  readonly provider: ProviderChoice;
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
  | { readonly kind: 'key_reused' }
  | QuotaSpent;

/** For how long a key brings back its first answer. */
const keyLife = 7 * day;

/** No request is served longer than half a minute: an intent with no answer after this was interrupted. */
const maxRequestMillis = minute;

/**
 * Creates a video at the provider and tracks it, once for a key. No request is repeated that may have reached
 * the provider: every video costs money.
 */
export const createVideo =
  (deps: CreateVideoDeps) =>
  async (request: CreateRequest): Promise<Created> => {
    const { owner, idempotencyKey, digest, registration } = request;
    const now = deps.clock.now();
    const intent: Intent = {
      owner,
      idempotencyKey,
      digest,
      registration,
      requestedAt: now,
      expiresAt: now + keyLife,
    };
    const added = await deps.intents.add(intent);
    if (added.kind === 'exists') return again(deps, request, added.intent, now);
    const refusal = await limitReached(deps, owner, now).catch(async (error: unknown) => {
      await deps.intents.release(request);
      throw error;
    });
    if (refusal) {
      await deps.intents.release(request);
      return refusal;
    }
    const creation = await deps.provider.create(request.generation, request.provider.name);
    if (creation.kind === 'unavailable' || creation.kind === 'refused') await giveBack(deps, owner, now);
    if (creation.kind === 'unavailable') {
      await deps.intents.release(request);
      return creation;
    }
    return settle(deps, request, creation, now);
  };

/** Before anything is paid for. */
const limitReached = async (
  { openTasks, quota }: CreateVideoDeps,
  owner: string,
  now: Millis,
): Promise<Extract<Created, { kind: 'too_many_open' | 'quota_spent' }> | undefined> => {
  if (openTasks && !(await openTasks.admit(owner))) return { kind: 'too_many_open' };
  const taken = await quota?.take(owner, now);
  return taken?.kind === 'quota_spent' ? taken : undefined;
};

/** One too many in the count does less harm than an answer that is lost. */
const giveBack = async ({ quota }: CreateVideoDeps, owner: string, now: Millis): Promise<void> =>
  quota?.giveBack(owner, now).catch(() => undefined);

/**
 * The record comes first: what matters is that the video is tracked. If that fails, a repetition with the key records it;
 * if it succeeds, the caller gets the task's id, even if the key cannot be settled.
 */
const settle = async (
  deps: CreateVideoDeps,
  request: CreateRequest,
  creation: NonNullable<Intent['creation']>,
  requestedAt: Millis,
): Promise<Created> => {
  const settleIntent = () => deps.intents.settle(request, creation);
  let outcome: Created;
  try {
    outcome = await outcomeOf(deps, request, creation, requestedAt);
  } catch (error) {
    await settleIntent();
    throw error;
  }
  await settleIntent()
    .catch(settleIntent)
    .catch(() => undefined);
  return outcome;
};

const again = async (
  deps: CreateVideoDeps,
  request: CreateRequest,
  first: Intent,
  now: Millis,
): Promise<Created> => {
  if (first.digest !== request.digest) return { kind: 'key_reused' };
  if (first.creation) return outcomeOf(deps, request, first.creation, first.requestedAt);
  if (now - first.requestedAt < maxRequestMillis) return { kind: 'in_progress' };
  return { kind: 'unknown', reason: 'interrupted', requestedAt: first.requestedAt };
};

const outcomeOf = async (
  deps: CreateVideoDeps,
  { owner, registration, provider }: CreateRequest,
  creation: NonNullable<Intent['creation']>,
  requestedAt: Millis,
): Promise<Created> => {
  if (creation.kind === 'refused') return creation;
  if (creation.kind === 'unknown') return { ...creation, requestedAt };
  const { kind: _, taskId, status, ...known } = creation;
  const key = { owner, ...originOf(taskId, provider) };
  const isFresh = deps.clock.now() - requestedAt < maxRequestMillis;
  return registerTask(deps)(key, registration, {
    ...known,
    ...(status !== undefined && isFresh && { firstPoll: (task) => firstPoll(deps, task, status) }),
  });
};
