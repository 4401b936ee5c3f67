import type { Cursor, Step } from '../contract.ts';
import type { Callbacks, Reply, Signer } from './callbacks.ts';
import type { Deliveries, DeliveryChange } from './deliveries.ts';
import type { Attempt, Delivery, DeliveryKey, DeliveryState } from './delivery.ts';
import { type NextDelivery, nextDelivery } from './delivery-schedule.ts';
import { eventBody, videoEvent } from './event.ts';
import { leaseFor } from './lease.ts';
import { type Readiness, readiness } from './readiness.ts';
import type { Task } from './task.ts';
import type { Tasks } from './tasks.ts';
import { type Clock, type Millis, second } from './time.ts';
import type { VideoLinks } from './video-links.ts';

export interface DeliverCallbackDeps {
  readonly tasks: Pick<Tasks, 'view'>;
  readonly deliveries: Pick<Deliveries, 'change' | 'addAttempt'>;
  readonly callbacks: Callbacks;
  readonly signer: Signer;
  readonly videoLinks: VideoLinks;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** The API's public base URL, with no slash at its end. */
  readonly apiUrl: string;
  /** How long a delivery is kept after its end, where its task does not say; absent: for ever. */
  readonly retainMillis?: Millis;
}

export interface DeliverCallbackResult {
  readonly step: Step;
  /** What was tried this time, if anything was. */
  readonly attempt?: Attempt;
  /** The delivery as it ended, where it ended now by our doing. */
  readonly settled?: Settled;
}

export interface Settled {
  readonly state: DeliveryState;
  readonly attempts: number;
  /** Since the end was seen, where this was the first time that the receiver took the final event. */
  readonly delayMillis?: Millis;
}

export type DeliveryCursor = Cursor & { readonly delivery: number };

/**
 * One attempt at one delivery. Whatever the receiver does becomes an attempt; what fails on our side (a secret that
 * cannot be read, a store that is down) is thrown, and uses up none.
 */
export const deliverCallback =
  (deps: DeliverCallbackDeps) =>
  async (cursor: DeliveryCursor): Promise<DeliverCallbackResult> => {
    const view = await deps.tasks.view(cursor);
    const delivery = view?.deliveries.find(({ number }) => number === cursor.delivery);
    if (!view || !delivery) return settle(deps, cursor, { state: 'withdrawn', attempts: 0 });
    if (delivery.state !== 'pending' || delivery.restart !== cursor.restart) return finished(cursor);

    const ready = () => readiness(delivery, view.task, view.deliveries, deps.clock.now());
    const unready = unreadyStep(deps, cursor, delivery);
    const before = ready();
    if (before.kind !== 'ready') return unready(before);
    const content = await prepare(deps, delivery, view.task);
    // Making ready may have taken long, and what comes next must not begin too late to end in time.
    const now = ready();
    if (now.kind !== 'ready') return unready(now);

    const at = deps.clock.now();
    const reply = await deps.callbacks.send(view.task.callbackUrl, content, content.signature, at);
    const next = nextDelivery(delivery.attempts + 1, reply, deps.clock.now(), deps.random());
    const attempt = attemptOf(deps, delivery, reply, at, next);
    await deps.deliveries.addAttempt(attempt);
    const result =
      next.kind === 'again'
        ? await renew(deps, cursor, next.waitSeconds, { attempts: attempt.attempt, nextAttemptAt: next.at })
        : await settle(deps, cursor, {
            state: next.state,
            attempts: attempt.attempt,
            ...firstDelay(delivery, view, deps.clock.now()),
          });
    return { ...result, attempt };
  };

const finished = ({ owner, taskId, restart, delivery }: Cursor): DeliverCallbackResult => ({
  step: { owner, taskId, restart, ...(delivery !== undefined && { delivery }), next: 'done', waitSeconds: 0 },
});

const held = ({ owner, taskId, restart, delivery }: DeliveryCursor): DeliveryKey & { restart: number } => ({
  owner,
  taskId,
  restart,
  number: delivery,
});

const unreadyStep =
  (deps: DeliverCallbackDeps, cursor: DeliveryCursor, { attempts }: Delivery) =>
  (readiness: Exclude<Readiness, { kind: 'ready' }>): Promise<DeliverCallbackResult> =>
    readiness.kind === 'withdrawn'
      ? settle(deps, cursor, { state: 'withdrawn', attempts })
      : renew(deps, cursor, readiness.waitSeconds, {});

/** The body and its signatures. All that can fail on our side is done here, before the receiver hears of it. */
const prepare = async (
  { signer, videoLinks, clock, apiUrl }: DeliverCallbackDeps,
  delivery: Delivery,
  task: Task,
) => {
  const link =
    task.video && delivery.event === 'video.completed' ? await videoLinks.to(task.video) : undefined;
  const body = eventBody(videoEvent(delivery.event, task, apiUrl, link));
  const content = { id: delivery.eventId, timestamp: Math.floor(clock.now() / second), body };
  return { ...content, signature: await signer.sign(delivery.owner, content) };
};

const attemptOf = (
  { retainMillis }: DeliverCallbackDeps,
  delivery: Delivery,
  { kind: _, retryAfterSeconds: __, ...seen }: Reply,
  at: Millis,
  next: NextDelivery,
): Attempt => {
  const expiresAt = delivery.expiresAt ?? (retainMillis === undefined ? undefined : at + retainMillis);
  return {
    owner: delivery.owner,
    taskId: delivery.taskId,
    number: delivery.number,
    attempt: delivery.attempts + 1,
    at,
    ...seen,
    ...(next.kind === 'again' && { nextAttemptAt: next.at }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
};

/** Goes on after a wait, and until then holds the delivery. */
const renew = async (
  { deliveries, clock }: DeliverCallbackDeps,
  cursor: DeliveryCursor,
  waitSeconds: number,
  change: DeliveryChange,
): Promise<DeliverCallbackResult> => {
  const leaseUntil = leaseFor('deliver', clock.now() + waitSeconds * second);
  if ((await deliveries.change(held(cursor), { ...change, leaseUntil })) === 'superseded')
    return finished(cursor);
  return { step: { ...finished(cursor).step, next: 'deliver', waitSeconds } };
};

const settle = async (
  { deliveries, clock, retainMillis }: DeliverCallbackDeps,
  cursor: DeliveryCursor,
  settled: Settled,
): Promise<DeliverCallbackResult> => {
  const now = clock.now();
  const change: DeliveryChange = {
    state: settled.state,
    attempts: settled.attempts,
    settledAt: now,
    nextAttemptAt: undefined,
    leaseUntil: undefined,
    ...(retainMillis !== undefined && { expiresAt: now + retainMillis }),
  };
  if ((await deliveries.change(held(cursor), change)) === 'superseded') return finished(cursor);
  return { ...finished(cursor), settled };
};

/** A redelivery says nothing of how fast the receiver learnt of the end. */
const firstDelay = (
  delivery: Delivery,
  { task, deliveries }: { readonly task: Task; readonly deliveries: readonly Delivery[] },
  now: Millis,
): { delayMillis?: Millis } => {
  const first = deliveries.every(
    ({ event, number }) => event !== delivery.event || number >= delivery.number,
  );
  return first && task.finishedAt !== undefined ? { delayMillis: now - task.finishedAt } : {};
};
