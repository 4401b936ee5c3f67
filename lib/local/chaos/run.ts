import { setTimeout as delay } from 'node:timers/promises';
import {
  type ChaosEnvironment,
  type ChaosEnvironmentSettings,
  startChaosEnvironment,
} from './chaos-environment.ts';
import type { TaskHistory } from './check/allowed-outcomes.ts';
import { duplicates } from './check/check-callbacks.ts';
import { check } from './check/checker.ts';
import type { Evidence } from './check/evidence.ts';
import type { Finding } from './check/finding.ts';
import { gather } from './check/gather.ts';
import { type SignatureCheck, signatureCheck } from './check/signatures.ts';
import type { ScheduledOutage } from './faults/outages.ts';
import { untilIdle } from './idle.ts';
import { playOwner, requestUntilAnswered } from './owner.ts';
import type { Scenario } from './scenarios.ts';
import { taskMix } from './task-mix.ts';

export interface RunSettings extends ChaosEnvironmentSettings {
  readonly tasks: number;
  readonly scenarios?: readonly Scenario[];
  readonly outages?: readonly ScheduledOutage[];
  /** Tasks that are registered and soon to end, at once. */
  readonly atOnce?: number;
  /** How long, on the run's clock, the last registered task may take until it counts as lost. */
  readonly maxHours?: number;
  readonly onProgress?: (progress: RunProgress) => void;
}

export interface RunProgress {
  readonly registered: number;
  readonly of: number;
  readonly called: number;
  readonly faults: number;
  /** Of the work left, once all are registered. */
  readonly open?: number;
}

export interface RunResult {
  readonly findings: readonly Finding[];
  /** By kind. */
  readonly faults: readonly (readonly [kind: string, count: number])[];
  readonly faultCount: number;
  readonly evidence: Evidence;
  readonly callbacks: number;
  readonly duplicates: number;
  /** Of real time. */
  readonly seconds: number;
}

const hour = 3_600_000;
const atOnce = 30;
/** A task holds its place until its callback arrives, or its event on the bus if it has none, for at most this real time. */
const placeMillis = 20_000;
/** All day at the provider, and the deliveries and restarts that can come after it. */
const maxHours = 32;
/** A hanging request keeps a function busy for up to 30 real seconds; repair takes up to 80 minutes on the clock. */
const awayMillis = { real: 30_000, shown: 4 * hour };

/** Plays a whole run and checks it. Rejects only if it could not be played. */
export const runChaos = async (settings: RunSettings): Promise<RunResult> => {
  const began = performance.now();
  const environment = await startChaosEnvironment(settings);
  try {
    const histories = await playAll(environment, settings);
    const until = environment.clock.now() + (settings.maxHours ?? maxHours) * hour;
    await untilIdle(environment, until, (open) =>
      settings.onProgress?.(progress(environment, histories.length, settings, open)),
    );
    environment.plan.stop();
    const evidence = await gather(environment, histories);
    const window = awayMillis.shown + awayMillis.real * settings.speed;
    return {
      evidence,
      findings: check(evidence, { signatures: await ownerSignatureCheck(environment), window }),
      faults: environment.faultCounter.entries,
      faultCount: environment.faultCounter.total,
      callbacks: environment.receiver.receipts.length,
      duplicates: duplicates(evidence.tasks),
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    await environment.close();
  }
};

const progress = (
  environment: ChaosEnvironment,
  registered: number,
  { tasks }: RunSettings,
  open?: number,
): RunProgress => ({
  registered,
  of: tasks,
  called: environment.receiver.taken.size,
  faults: environment.faultCounter.total,
  ...(open !== undefined && { open }),
});

/** Plays all tasks, a bounded number at a time, with the outages in between. */
const playAll = async (
  environment: ChaosEnvironment,
  settings: RunSettings,
): Promise<readonly TaskHistory[]> => {
  const plannedTasks = taskMix(
    settings.seed,
    settings.tasks,
    settings.scenarios,
    settings.providers,
    settings.eventBus,
  );
  const pending = [...(settings.outages ?? [])];
  const histories: Promise<TaskHistory>[] = [];
  const happening: Promise<void>[] = [];
  const play = async (): Promise<void> => {
    for (let planned = plannedTasks[histories.length]; planned; planned = plannedTasks[histories.length]) {
      const history = playOwner(environment, planned);
      histories.push(history);
      while (pending[0] && histories.length >= pending[0].after * plannedTasks.length) {
        happening.push(pending.shift()?.happen(environment) ?? Promise.resolve());
      }
      settings.onProgress?.(progress(environment, histories.length, settings));
      if (!planned.allDay && planned.registeredAfterSeconds === 0) await placeIsFree(environment, history);
    }
  };
  await Promise.all(Array.from({ length: settings.atOnce ?? atOnce }, play));
  await Promise.all(happening);
  return Promise.all(histories);
};

/**
 * Resolves when the next task may take this one's place. So the load adapts to the machine: an open task wants some ten
 * invocations a second at 600 times the speed, and an overloaded machine would miss deadlines.
 */
const placeIsFree = async (environment: ChaosEnvironment, history: Promise<TaskHistory>): Promise<void> => {
  const end = performance.now() + placeMillis;
  const { taskId, stop, planned } = await history;
  const heard = planned.busOnly ? environment.busTasks : environment.receiver.taken;
  while (!stop && performance.now() < end && !heard.has(taskId)) await delay(20);
};

interface SigningKeys {
  readonly current: { readonly secret: string; readonly publicKey: string };
}

const ownerSignatureCheck = async (environment: ChaosEnvironment): Promise<SignatureCheck> => {
  const answer = await requestUntilAnswered(environment, 'GET', '/signing-keys');
  if (answer?.status !== 200) throw new Error(`The signing keys could not be had: ${answer?.status}`);
  const { current } = answer.body as SigningKeys;
  return signatureCheck({ symmetric: current.secret, public: current.publicKey });
};
