import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clockSetting, LocalClock } from '../cloud/clock/clock.ts';
import { type LocalCloud, startLocalCloud } from '../cloud/cloud.ts';
import type { BusEnvelope } from '../cloud/events/event-bus.ts';
import { type SimulatedProvider, startProvider } from '../provider/provider.ts';
import { LostUploads } from './check/lost-uploads.ts';
import { endExecutionOf } from './faults/end-execution.ts';
import { FaultCounter } from './faults/fault-counter.ts';
import { FaultPlan } from './faults/fault-plan.ts';
import type { FaultProfile } from './faults/fault-profile.ts';
import { providerPlan } from './faults/provider-faults.ts';
import { receiverPlan } from './faults/receiver-faults.ts';
import { type ChaosReceiver, startChaosReceiver } from './receiver.ts';

export interface ChaosEnvironmentSettings {
  readonly seed: number | string;
  readonly speed: number;
  readonly profile: FaultProfile;
  /** Whose tasks there are, the default first; the first provider's unless given. */
  readonly providers?: readonly string[];
  /** Events are put on a bus, too. */
  readonly eventBus?: boolean;
  /** A cloud assembly to run instead of the product's own. */
  readonly assembly?: string;
}

/** The product with a provider, a receiver and fault injection, all on one clock. */
export interface ChaosEnvironment {
  readonly clock: LocalClock;
  readonly provider: SimulatedProvider;
  readonly receiver: ChaosReceiver;
  readonly plan: FaultPlan;
  readonly faultCounter: FaultCounter;
  readonly lostUploads: LostUploads;
  /** What was put on the bus, in all the time; absent: there is none. */
  readonly busEvents?: readonly BusEnvelope[];
  /** Tasks of which something was put there. */
  readonly busTasks: ReadonlySet<unknown>;
  /** The one that runs now; during a restart, the next one. */
  cloud(): Promise<LocalCloud>;
  /** Stops the local cloud while everything runs, and starts it again on its data on disk. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** The id of the task that an event on the bus is about, if it is about one. */
export const taskOf = ({ detail }: BusEnvelope): unknown =>
  (detail.data as Readonly<Record<string, unknown>> | undefined)?.taskId;

/** A crashed one takes a while to be replaced, and a hanging request keeps one busy for seconds. */
const workers = { workersPerFunction: 6, workers: 20 };

export const startChaosEnvironment = async (
  settings: ChaosEnvironmentSettings,
): Promise<ChaosEnvironment> => {
  const { seed, speed, profile, assembly, providers: names, eventBus } = settings;
  const { misbehaviour } = profile;
  const clock = new LocalClock(clockSetting(speed));
  const faultCounter = new FaultCounter();
  const folder = await mkdtemp(join(tmpdir(), 'chaos-'));
  const now = () => clock.now();
  const provider = await startProvider({
    now,
    seed,
    plan: providerPlan(seed, misbehaviour, faultCounter),
    ...(names && { as: names }),
  });
  const receiver = await startChaosReceiver(clock, receiverPlan(seed, misbehaviour), faultCounter);

  let current: LocalCloud | undefined;
  const kill = (taskId: string): boolean =>
    current !== undefined && endExecutionOf(current.executions, taskId);
  const plan = new FaultPlan({ seed, kill, ...profile }, faultCounter);

  const lostUploads = new LostUploads();
  const busEvents: BusEnvelope[] = [];
  const busTasks = new Set<unknown>();
  const put = (event: BusEnvelope) => {
    busEvents.push(event);
    busTasks.add(taskOf(event));
  };
  const start = async (): Promise<LocalCloud> => {
    current = await startLocalCloud({
      clock: clock.setting,
      dataDir: folder,
      network: 'loopback',
      ...(names
        ? { providers: names.flatMap((name) => provider.providers.filter((one) => one.name === name)) }
        : { provider: { baseUrl: provider.url, key: provider.key } }),
      intercept: async (call) => {
        const verdict = await plan.intercept(call);
        lostUploads.observe(call, verdict);
        return verdict;
      },
      ...workers,
      ...(eventBus && { context: { eventBus: 'default', requireCallback: 'false' } }),
      ...(assembly !== undefined && { assembly }),
    });
    current.eventBus.events.forEach(put);
    current.eventBus.rule({}, put);
    return current;
  };
  let cloud = start();
  await cloud;

  return {
    clock,
    provider,
    receiver,
    plan,
    faultCounter,
    lostUploads,
    ...(eventBus && { busEvents }),
    busTasks,
    cloud: () => cloud,
    restart: async () => {
      // One after the other: two clouds cannot use the same data.
      cloud = cloud.then(async (before) => {
        await before.close();
        lostUploads.restarted();
        faultCounter.count('local cloud restarted');
        return start();
      });
      await cloud;
    },
    close: async () => {
      await (await cloud).close();
      await Promise.all([receiver.close(), provider.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
};
