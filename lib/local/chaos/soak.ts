import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { clockSetting, LocalClock } from '../clock.ts';
import { recall } from '../memory.ts';
import { startProvider } from '../provider/provider.ts';
import { projectFolder } from '../synth.ts';
import { castOf, type Part } from './cast.ts';
import { metadataOf } from './check-callbacks.ts';
import { type Footprint, footprint } from './footprint.ts';
import { Ledger } from './ledger.ts';
import { startReceiver } from './receiver.ts';
import { roles } from './roles.ts';

export interface SoakSettings {
  readonly tasks: number;
  readonly speed: number;
  readonly onSample?: (sample: Sample) => void;
}

/** What the local cloud took when so many tasks had been through it. */
export interface Sample extends Footprint {
  readonly tasks: number;
  readonly seconds: number;
}

export interface SoakResult {
  readonly samples: readonly Sample[];
  /** Tasks whose callback never came. */
  readonly lost: number;
}

const atOnce = 8;
const samples = 20;
const placeMillis = 60_000;
/** The quick ones, so that thousands go through in minutes. */
const played = ['completed', 'failed', 'cancelled', 'expired'];

interface Started {
  readonly pid: number;
  readonly apiUrl: string;
  readonly apiKey: string;
  stop(): Promise<void>;
}

/** `npm start`, as anyone has it run for days: a process of its own, with its data on disk. */
const startProduct = async (arguments_: readonly string[]): Promise<Started> => {
  const child = spawn(process.execPath, [join(projectFolder, 'bin/local.ts'), ...arguments_], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((done) => child.once('exit', () => done()));
  const said = new Map<string, string>();
  await new Promise<void>((done, failed) => {
    child.once('exit', (code) => failed(new Error(`npm start ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, name, value] = /^(API|API key) {2,}(\S+)$/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) said.set(name, value);
      if (line === 'ready') done();
    });
  });
  return {
    pid: child.pid ?? 0,
    apiUrl: said.get('API') ?? '',
    apiKey: said.get('API key') ?? '',
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
};

/** Sends thousands of tasks through the local cloud, and watches what it takes. Needs Linux, whose `/proc` tells. */
export const runSoak = async ({ tasks, speed, onSample }: SoakSettings): Promise<SoakResult> => {
  const began = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'soak-'));
  let clock = new LocalClock(clockSetting(speed));
  const provider = await startProvider({ now: () => clock.now(), seed: 'soak' });
  const receiver = await startReceiver(clock, () => 'accepts', new Ledger());
  const options = { speed, provider: provider.url, 'provider-key': provider.key, data: folder };
  const product = await startProduct(
    Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`]),
  );
  clock = new LocalClock((await recall(folder, speed)).clock);

  const taken: Sample[] = [];
  const sample = async (done: number): Promise<void> => {
    const seconds = (performance.now() - began) / 1000;
    const one = { tasks: done, seconds, ...(await footprint(product.pid)) };
    taken.push(one);
    onSample?.(one);
  };
  let lost = 0;
  const follow = async (part: Part): Promise<void> => {
    const { taskId } = provider.create(part.fate);
    const body = { taskId, callbackUrl: receiver.callbackUrl(taskId), metadata: metadataOf(part.number) };
    const answer = await fetch(`${product.apiUrl}/tasks`, {
      method: 'POST',
      headers: { 'x-api-key': product.apiKey, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    await answer.arrayBuffer();
    const end = performance.now() + placeMillis;
    while (!receiver.taken.has(taskId) && performance.now() < end) await delay(20);
    if (!receiver.taken.has(taskId)) lost++;
  };
  try {
    const parts = castOf(
      'soak',
      tasks,
      roles.filter(({ name }) => played.includes(name)),
    );
    const queue = parts[Symbol.iterator]();
    let done = 0;
    const work = async (): Promise<void> => {
      for (const part of queue) {
        await follow(part);
        done++;
        if (done % Math.ceil(tasks / samples) === 0) await sample(done);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    return { samples: taken, lost };
  } finally {
    await product.stop();
    await Promise.all([receiver.close(), provider.close()]);
    await rm(folder, { recursive: true, force: true });
  }
};
