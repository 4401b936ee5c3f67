import type { Delivery, DeliveryAttempt } from '../task/delivery.ts';
import type { Executions } from '../task/executions.ts';
import { failureOf } from '../task/failure-of.ts';
import type { CallbackReply, CallbackSender } from './callbacks.ts';
import { type ConcludeAttemptDeps, concludeAttempt, type DeliveryView } from './conclude-attempt.ts';
import { type DeliveryStep, type DeliveryTurn, renew, settle } from './delivery-steps.ts';
import { type HostSlot, type HostSlots, hostKey, reportOf } from './host-slots.ts';
import { putOff } from './put-off.ts';
import { type Readiness, readiness } from './readiness.ts';
import { type SignedEventDeps, signedEvent } from './signed-event.ts';

export interface DeliverCallbackDeps extends ConcludeAttemptDeps, SignedEventDeps {
  readonly executions: Pick<Executions, 'start'>;
  readonly callbacks: CallbackSender;
  readonly hosts: HostSlots;
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
 * One attempt at one pending delivery to a callback URL. Whatever the receiver does becomes an attempt; what fails on our
 * side (a secret that cannot be read, a store that is down) is thrown, and uses up none.
 */
export const deliverCallback = async (
  deps: DeliverCallbackDeps,
  turn: DeliveryTurn,
  delivery: Delivery,
  view: DeliveryView,
): Promise<DeliverCallbackResult> => {
  const { callbackUrl } = view.task;
  if (callbackUrl === undefined) return unready(deps, turn, delivery, { kind: 'withdrawn' });
  const ready = () => readiness(delivery, view.task, view.deliveries, deps.clock.now());
  const before = ready();
  if (before.kind !== 'ready') return unready(deps, turn, delivery, before);
  // All that can fail on our side is done here, before the receiver hears of it.
  const content = await signedEvent(deps, delivery, view.task);
  const claim = await deps.hosts.claim(hostKey(callbackUrl), deps.clock.now());
  if (claim.kind === 'busy') return putOff(deps, turn, delivery, claim.comeAt);
  // All this may have taken long, and what comes next must not begin too late to end in time.
  const now = ready();
  if (now.kind !== 'ready') {
    await release(deps, claim.slot);
    return unready(deps, turn, delivery, now);
  }

  const at = deps.clock.now();
  const reply = await deps.callbacks.send(callbackUrl, content, content.signature, at);
  const [slotFailure, attempted] = await Promise.all([
    release(deps, claim.slot, reply),
    concludeAttempt(deps, turn, { delivery, view, reply, at }),
  ]);
  return { ...attempted, ...(slotFailure ? { slotFailure } : {}) };
};

/** The request has been made or will not be: that the slot cannot be given back must not undo that. */
const release = ({ hosts }: DeliverCallbackDeps, slot: HostSlot, reply?: CallbackReply) =>
  failureOf(() => hosts.release(slot, reply && reportOf(reply)));

/** What becomes of a delivery that is not to be attempted now. */
export const unready = (
  deps: ConcludeAttemptDeps,
  turn: DeliveryTurn,
  { attempts }: Delivery,
  readiness: Exclude<Readiness, { kind: 'ready' }>,
): Promise<DeliveryStep> =>
  readiness.kind === 'withdrawn'
    ? settle(deps, turn, { state: 'withdrawn', attempts })
    : renew(deps, turn, readiness.waitSeconds, {});
