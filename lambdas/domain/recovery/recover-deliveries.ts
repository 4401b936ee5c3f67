import type { RecoveryInput, RecoveryStep } from '../../contract/workflow.ts';
import { type DeliveryKey, destinationOf } from '../task/delivery.ts';
import type { DeliveryStore } from '../task/delivery-store.ts';
import { leaseFor } from '../task/lease.ts';
import { type Millis, minute, second } from '../task/time.ts';
import { latestFinal, type RedeliverDeps, type Redelivered, sendAgain } from '../tracking/redeliver.ts';
import {
  listsOf,
  maxBatchesAhead,
  maxHold,
  type Recovery,
  recoveriesPerSecond,
  recoveryLife,
} from './recovery.ts';
import type { RecoveryChange, RecoveryStore } from './recovery-store.ts';

export interface RecoverDeliveriesDeps extends RedeliverDeps {
  readonly deliveries: RedeliverDeps['deliveries'] & Pick<DeliveryStore, 'list' | 'find'>;
  readonly recoveries: RecoveryStore;
  /** Resolves at this time, or a little later. */
  readonly waitUntil: (time: Millis) => Promise<void>;
}

/** A turn takes this long and a second at most. Its pauses are cheaper than as many turns. */
const turnMillis = minute;

export interface RecoverDeliveriesResult {
  readonly step: RecoveryStep;
  /** The job as it is now; absent where it is not this execution's any more. */
  readonly recovery?: Recovery;
  /** Executions that could not be started: the sweep starts them when the deliveries' leases have run out. */
  readonly startFailures: number;
}

/**
 * One turn of a job: ten deliveries a second at most, oldest first, and its progress after each ten. It waits while those of a few
 * batches ago have not been tried, so that it fills no queue. Each delivery gets one successor at most,
 * whose number is the next one: the second to come finds the number taken and leaves it, be it a turn that is run again after a
 * crash, another job or the owner. Throws what the stores throw.
 */
export const recoverDeliveries =
  (deps: RecoverDeliveriesDeps) =>
  async (input: RecoveryInput): Promise<RecoverDeliveriesResult> => {
    const found = await deps.recoveries.find({ owner: input.owner, id: input.recovery });
    const isMine = found?.state === 'running' && found.restart === input.restart;
    let recovery = isMine ? found : undefined;
    let startFailures = 0;
    const began = deps.clock.now();
    while (recovery?.state === 'running' && deps.clock.now() - began < turnMillis) {
      const due = deps.clock.now() + second;
      if (await isAhead(deps, recovery)) {
        await deps.waitUntil(due);
        continue;
      }
      const batch = await nextBatch(deps, recovery);
      startFailures += batch.startFailures;
      recovery = await saved(deps, recovery, batch.change);
      if (recovery?.state === 'running' && batch.sent > 0) await deps.waitUntil(due);
    }
    const { owner, recovery: id, restart } = input;
    const next = recovery?.state === 'running' ? 'recover' : 'done';
    return {
      step: { owner, recovery: id, restart, next, waitSeconds: 1 },
      ...(recovery ? { recovery } : {}),
      startFailures,
    };
  };

/** Whether the deliveries of some batches ago still wait for their first attempt. */
const isAhead = async (
  { deliveries, clock }: RecoverDeliveriesDeps,
  recovery: Recovery,
): Promise<boolean> => {
  const { owner, recent = [], batchAt = 0 } = recovery;
  const [oldest] = recent;
  if (!oldest || recent.length < maxBatchesAhead || clock.now() - batchAt > maxHold) return false;
  const delivery = await deliveries.find({ owner, ...oldest });
  return delivery?.state === 'pending' && delivery.attempts === 0;
};

const saved = async (
  { recoveries }: RecoverDeliveriesDeps,
  recovery: Recovery,
  change: RecoveryChange,
): Promise<Recovery | undefined> =>
  (await recoveries.change(recovery, change)) === 'changed' ? { ...recovery, ...change } : undefined;

const nextBatch = async (deps: RecoverDeliveriesDeps, recovery: Recovery) => {
  const { owner, since, until, stateIndex, after } = recovery;
  const list = listsOf(recovery)[stateIndex];
  const page =
    list === undefined
      ? { deliveries: [] }
      : await deps.deliveries.list({
          owner,
          ...list,
          since,
          until,
          limit: recoveriesPerSecond,
          oldestFirst: true,
          ...(after ? { after } : {}),
        });
  const results = await Promise.all(page.deliveries.map((key) => recoverOne(deps, recovery, key)));
  const begun = results.filter((result) => result !== undefined);
  const sent = begun.length;
  const first = begun[0]?.delivery;
  const change = {
    sent: recovery.sent + sent,
    skipped: recovery.skipped + results.length - sent,
    ...(first && {
      recent: [...(recovery.recent ?? []), { taskId: first.taskId, number: first.number }].slice(
        -maxBatchesAhead,
      ),
      batchAt: deps.clock.now(),
    }),
    ...progress(deps.clock.now(), recovery, page.next),
  };
  const startFailures = begun.filter(({ startFailure }) => startFailure).length;
  return { change, sent, startFailures };
};

/** Where the next batch begins; at the end, the end. */
const progress = (now: Millis, recovery: Recovery, next: Recovery['after']): RecoveryChange => {
  const leaseUntil = leaseFor('deliver', now);
  const { stateIndex } = recovery;
  if (next) return { after: next, leaseUntil };
  if (stateIndex + 1 < listsOf(recovery).length) {
    return { stateIndex: stateIndex + 1, after: undefined, leaseUntil };
  }
  return {
    state: 'done',
    after: undefined,
    recent: undefined,
    batchAt: undefined,
    finishedAt: now,
    leaseUntil: undefined,
    expiresAt: now + recoveryLife,
  };
};

/** The delivery that was begun, or nothing if this one is left alone. */
const recoverOne = async (
  deps: RecoverDeliveriesDeps,
  { states }: Recovery,
  key: DeliveryKey,
): Promise<Extract<Redelivered, { kind: 'started' }> | undefined> => {
  const view = await deps.tasks.view(key);
  const listed = view?.deliveries.find(({ number }) => number === key.number);
  const latest = view && listed && latestFinal(view, destinationOf(listed));
  // The list is a moment behind: somebody may have sent it again since.
  if (!view || latest?.number !== key.number) return undefined;
  if (!(states as readonly string[]).includes(latest.state)) return undefined;
  const result = await sendAgain(deps, view, latest);
  return result.kind === 'started' ? result : undefined;
};
