import type { Delivery, DeliveryAttempt } from '../task/delivery.ts';
import type { DeliveryStore } from '../task/delivery-store.ts';
import type { Executions } from '../task/executions.ts';
import { failureOf } from '../task/failure-of.ts';
import type { Retention } from '../task/retention.ts';
import type { Task } from '../task/task.ts';
import type { TaskStore } from '../task/task-store.ts';
import type { Millis } from '../task/time.ts';
import type { CallbackReply, CallbackSender } from './callbacks.ts';
import { type NextAttempt, nextAttempt } from './delivery-schedule.ts';
import {
  type DeliveryInput,
  type DeliveryStep,
  finished,
  type Repetition,
  renew,
  settle,
} from './delivery-steps.ts';
import { type HostSlot, type HostSlots, hostKey, reportOf } from './host-slots.ts';
import { putOff } from './put-off.ts';
import { type Readiness, readiness } from './readiness.ts';
import { type SignedEventDeps, signedEvent } from './signed-event.ts';

export interface DeliverCallbackDeps extends Retention, SignedEventDeps {
  readonly tasks: Pick<TaskStore, 'view'>;
  readonly deliveries: Pick<DeliveryStore, 'change' | 'addAttempt'>;
  readonly executions: Pick<Executions, 'start'>;
  readonly callbacks: CallbackSender;
  readonly hosts: HostSlots;
  /** In [0, 1). */
  readonly random: () => number;
}

export interface DeliverCallbackResult extends DeliveryStep {
  /** What was tried this time, if anything was. */
  readonly attempt?: DeliveryAttempt;
  /** The host had requests enough: nothing was sent. */
  readonly putOff?: true;
  /** The slot could not be given back, and is free again when its lease ends. */
  readonly slotFailure?: Error;
}

/**
 * One attempt at one delivery. Whatever the receiver does becomes an attempt; what fails on our side (a secret that
 * cannot be read, a store that is down) is thrown, and uses up none.
 */
export const deliverCallback =
  (deps: DeliverCallbackDeps) =>
  async (input: DeliveryInput & Repetition): Promise<DeliverCallbackResult> => {
    const view = await deps.tasks.view(input);
    const delivery = view?.deliveries.find(({ number }) => number === input.delivery);
    if (!view || !delivery) return settle(deps, input, { state: 'withdrawn', attempts: 0 });
    if (delivery.state !== 'pending' || delivery.restart !== input.restart) return finished(input);

    const ready = () => readiness(delivery, view.task, view.deliveries, deps.clock.now());
    const unready = unreadyStep(deps, input, delivery);
    const before = ready();
    if (before.kind !== 'ready') return unready(before);
    // All that can fail on our side is done here, before the receiver hears of it.
    const content = await signedEvent(deps, delivery, view.task);
    const claim = await deps.hosts.claim(hostKey(view.task.callbackUrl), deps.clock.now());
    if (claim.kind === 'busy') return putOff(deps, input, delivery, claim.comeAt);
    // All this may have taken long, and what comes next must not begin too late to end in time.
    const now = ready();
    if (now.kind !== 'ready') {
      await release(deps, claim.slot);
      return unready(now);
    }

    const at = deps.clock.now();
    const reply = await deps.callbacks.send(view.task.callbackUrl, content, content.signature, at);
    const next = nextAttempt(delivery.attempts + 1, reply, deps.clock.now(), deps.random());
    const attempt = attemptOf(deps, delivery, reply, at, next);
    const [slotFailure] = await Promise.all([
      release(deps, claim.slot, reply),
      deps.deliveries.addAttempt(attempt),
    ]);
    const result =
      next.kind === 'again'
        ? await renew(deps, input, next.waitSeconds, {
            attempts: attempt.attempt,
            nextAttemptAt: next.at,
            ...(delivery.putOffs ? { putOffs: undefined } : {}),
          })
        : await settle(deps, input, {
            state: next.state,
            attempts: attempt.attempt,
            ...firstDelay(delivery, view, deps.clock.now()),
          });
    return { ...result, attempt, ...(slotFailure ? { slotFailure } : {}) };
  };

/** The request has been made or will not be: that the slot cannot be given back must not undo that. */
const release = ({ hosts }: DeliverCallbackDeps, slot: HostSlot, reply?: CallbackReply) =>
  failureOf(() => hosts.release(slot, reply && reportOf(reply)));

const unreadyStep =
  (deps: DeliverCallbackDeps, input: DeliveryInput & Repetition, { attempts }: Delivery) =>
  (readiness: Exclude<Readiness, { kind: 'ready' }>): Promise<DeliverCallbackResult> =>
    readiness.kind === 'withdrawn'
      ? settle(deps, input, { state: 'withdrawn', attempts })
      : renew(deps, input, readiness.waitSeconds, {});

const attemptOf = (
  { retainMillis }: DeliverCallbackDeps,
  delivery: Delivery,
  { kind: _, retryAfterSeconds: __, ...seen }: CallbackReply,
  at: Millis,
  next: NextAttempt,
): DeliveryAttempt => {
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
