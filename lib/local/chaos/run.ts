import { setTimeout as delay } from 'node:timers/promises';
import type { TaskHistory } from './check/allowed-outcomes.ts';
import { duplicates } from './check/check-callbacks.ts';
import { check } from './check/checker.ts';
import type { Evidence } from './check/evidence.ts';
import type { Finding } from './check/finding.ts';
import { gather } from './check/gather.ts';
import { type SignatureCheck, signatureCheck } from './check/signatures.ts';
import type { ScheduledOutage } from './faults/outages.ts';
import { untilIdle } from './idle.ts';
import { insist, playOwner } from './owner.ts';
import type { Scenario } from './scenarios.ts';
import { taskMix } from './task-mix.ts';
import { createWorld, type World, type WorldSettings } from './world.ts';

export interface RunSettings extends WorldSettings {
  readonly tasks: number;
  readonly roles?: readonly Scenario[];
  readonly outages?: readonly ScheduledOutage[];
  /** Tasks that are registered and soon to end, at once. */
  readonly atOnce?: number;
  /** How long, on the run's clock, the last registered task may take until it counts as lost. */
  readonly patienceHours?: number;
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
/** A task holds its place until its callback has come, or for so long in real time. */
const placeMillis = 20_000;
/** All day at the provider, and the deliveries and restarts that can come after it. */
const patienceHours = 32;
/** A hanging request keeps a function busy for up to 30 real seconds; repair takes up to 80 minutes on the clock. */
const awayMillis = { real: 30_000, shown: 4 * hour };

/** Plays a whole run and judges it. Rejects only where it could not be played. */
export const runChaos = async (settings: RunSettings): Promise<RunResult> => {
  const began = performance.now();
  const world = await createWorld(settings);
  try {
    const lives = await playAll(world, settings);
    const until = world.clock.now() + (settings.patienceHours ?? patienceHours) * hour;
    await untilIdle(world, until, (open) =>
      settings.onProgress?.(progress(world, lives.length, settings, open)),
    );
    world.plan.stop();
    const evidence = await gather(world, lives);
    const window = awayMillis.shown + awayMillis.real * settings.speed;
    return {
      evidence,
      findings: check(evidence, { signatures: await ownersKeys(world), window }),
      faults: world.faultCounter.entries,
      faultCount: world.faultCounter.total,
      callbacks: world.receiver.receipts.length,
      duplicates: duplicates(evidence.tasks),
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    await world.close();
  }
};

const progress = (world: World, registered: number, { tasks }: RunSettings, open?: number): RunProgress => ({
  registered,
  of: tasks,
  called: world.receiver.taken.size,
  faults: world.faultCounter.total,
  ...(open !== undefined && { open }),
});

/** Has every part played, a bounded number at a time, with the outages in between. */
const playAll = async (world: World, settings: RunSettings): Promise<readonly TaskHistory[]> => {
  const parts = taskMix(settings.seed, settings.tasks, settings.roles);
  const pending = [...(settings.outages ?? [])];
  const lives: Promise<TaskHistory>[] = [];
  const happening: Promise<void>[] = [];
  const play = async (): Promise<void> => {
    for (let part = parts[lives.length]; part; part = parts[lives.length]) {
      const life = playOwner(world, part);
      lives.push(life);
      while (pending[0] && lives.length >= pending[0].after * parts.length) {
        happening.push(pending.shift()?.happen(world) ?? Promise.resolve());
      }
      settings.onProgress?.(progress(world, lives.length, settings));
      if (!part.allDay && part.registeredAfterSeconds === 0) await placeIsFree(world, life);
    }
  };
  await Promise.all(Array.from({ length: settings.atOnce ?? atOnce }, play));
  await Promise.all(happening);
  return Promise.all(lives);
};

/**
 * Resolves when the next task may take this one's place. So the load adapts to the machine: an open task wants some ten
 * invocations a second at 600 times the speed, and a machine that falls behind would miss deadlines of its own making.
 */
const placeIsFree = async (world: World, life: Promise<TaskHistory>): Promise<void> => {
  const end = performance.now() + placeMillis;
  const { taskId, stop } = await life;
  while (!stop && performance.now() < end && !world.receiver.taken.has(taskId)) await delay(20);
};

interface SigningKeys {
  readonly current: { readonly secret: string; readonly publicKey: string };
}

const ownersKeys = async (world: World): Promise<SignatureCheck> => {
  const answer = await insist(world, 'GET', '/signing-keys');
  if (answer?.status !== 200) throw new Error(`The signing keys could not be had: ${answer?.status}`);
  const { current } = answer.body as SigningKeys;
  return signatureCheck({ symmetric: current.secret, public: current.publicKey });
};
