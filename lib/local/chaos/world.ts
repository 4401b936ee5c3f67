import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clockSetting, LocalClock } from '../clock.ts';
import { type LocalCloud, startLocalCloud } from '../cloud.ts';
import { type SimulatedProvider, startProvider } from '../provider/provider.ts';
import { FaultPlan } from './fault-plan.ts';
import { endExecutionOf } from './kill.ts';
import { Ledger } from './ledger.ts';
import { LostUploads } from './lost-uploads.ts';
import { providerPlan } from './provider-conduct.ts';
import { type ChaosReceiver, startReceiver } from './receiver.ts';
import { receiverPlan } from './receiver-conduct.ts';
import type { Weather } from './weather.ts';

export interface WorldSettings {
  readonly seed: number | string;
  readonly speed: number;
  readonly weather: Weather;
  /** A cloud assembly to run instead of the product's own. */
  readonly assembly?: string;
}

/** The product with all around it, on one clock: a provider, a receiver, and what breaks them. */
export interface World {
  readonly clock: LocalClock;
  readonly provider: SimulatedProvider;
  readonly receiver: ChaosReceiver;
  readonly plan: FaultPlan;
  readonly ledger: Ledger;
  readonly lostUploads: LostUploads;
  /** The one that runs now, or the next one where it is just being restarted. */
  cloud(): Promise<LocalCloud>;
  /** Stops the local cloud in the midst of everything and starts it again on what lies on disk. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A crashed one takes a while to be replaced, and a hanging request keeps one busy for seconds. */
const workers = { workersPerFunction: 6, workers: 20 };

export const createWorld = async (settings: WorldSettings): Promise<World> => {
  const { seed, speed, weather, assembly } = settings;
  const { misbehaviour } = weather;
  const clock = new LocalClock(clockSetting(speed));
  const ledger = new Ledger();
  const folder = await mkdtemp(join(tmpdir(), 'chaos-'));
  const now = () => clock.now();
  const provider = await startProvider({ now, seed, plan: providerPlan(seed, misbehaviour, ledger) });
  const receiver = await startReceiver(clock, receiverPlan(seed, misbehaviour), ledger);

  let current: LocalCloud | undefined;
  const kill = (taskId: string): boolean =>
    current !== undefined && endExecutionOf(current.executions, taskId);
  const plan = new FaultPlan({ seed, kill, ...weather }, ledger);

  const lostUploads = new LostUploads();
  const start = async (): Promise<LocalCloud> => {
    current = await startLocalCloud({
      clock: clock.setting,
      dataDir: folder,
      network: 'loopback',
      provider: { baseUrl: provider.url, key: provider.key },
      intercept: async (call) => {
        const verdict = await plan.intercept(call);
        lostUploads.observe(call, verdict);
        return verdict;
      },
      ...workers,
      ...(assembly !== undefined && { assembly }),
    });
    return current;
  };
  let cloud = start();
  await cloud;

  return {
    clock,
    provider,
    receiver,
    plan,
    ledger,
    lostUploads,
    cloud: () => cloud,
    restart: async () => {
      const before = await cloud;
      cloud = before.close().then(() => {
        lostUploads.restarted();
        return start();
      });
      ledger.count('local cloud restarted');
      await cloud;
    },
    close: async () => {
      await (await cloud).close();
      await Promise.all([receiver.close(), provider.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
};
