import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { projectFolder } from '../cloud/assembly/synth.ts';
import { clockSetting, LocalClock } from '../cloud/clock/clock.ts';
import { FaultCounter } from './faults/fault-counter.ts';
import { type Footprint, footprint } from './footprint.ts';
import { startChaosReceiver } from './receiver.ts';

export interface SoakSettings {
  readonly tasks: number;
  readonly speed: number;
  readonly onSample?: (sample: Sample) => void;
}

/** What the local cloud used after this many tasks. */
export interface Sample extends Footprint {
  readonly tasks: number;
  readonly seconds: number;
}

export interface SoakResult {
  readonly samples: readonly Sample[];
  /** Tasks whose callback never came. */
  readonly lost: number;
}

const atOnce = 16;
const samples = 20;
/** Real milliseconds after which a task without a callback is lost. */
const maxWaitMillis = 60_000;

/** The addresses and keys that `npm start` prints. */
interface Started {
  readonly pid: number;
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly providerUrl: string;
  readonly providerKey: string;
  stop(): Promise<void>;
}

/** `npm start` in a separate process, with its data on disk, as for a run of days. */
const startProduct = async (options: readonly string[]): Promise<Started> => {
  const child = spawn(process.execPath, [join(projectFolder, 'bin/local.ts'), ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((done) => child.once('exit', () => done()));
  let said = '';
  await new Promise<void>((done, failed) => {
    child.once('exit', (code) => failed(new Error(`npm start ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line === 'ready') done();
      if (!said.endsWith('ready\n')) said += `${line}\n`;
    });
  });
  const printed = (pattern: RegExp): string => pattern.exec(said)?.[1] ?? '';
  return {
    pid: child.pid ?? 0,
    apiUrl: printed(/^API +(\S+)$/m),
    apiKey: printed(/^API key +(\S+)$/m),
    providerUrl: printed(/^Provider +(\S+)/m),
    providerKey: printed(/authorization: Bearer ([^']+)'/),
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
};

const post = async (url: string, headers: Record<string, string>, body: unknown): Promise<unknown> => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return answer.json();
};

/** A short task: about two polls each; most are archived, and all get a callback. */
const promptOf = (number: number): string =>
  `a soak --takes ${20 + (number % 60)} --bytes ${5_000 + ((number * 7_919) % 200_000)}` +
  (number % 10 === 0 ? ' --fate failed' : '');

/** Sends thousands of tasks through the local cloud and measures what it uses. Needs Linux, for `/proc`. */
export const runSoak = async ({ tasks, speed, onSample }: SoakSettings): Promise<SoakResult> => {
  const began = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'soak-'));
  const receiver = await startChaosReceiver(
    new LocalClock(clockSetting(1)),
    () => 'accepts',
    new FaultCounter(),
  );
  const product = await startProduct(['--speed', String(speed), '--data', folder]);
  const taken: Sample[] = [];
  let lost = 0;
  let begun = 0;
  let done = 0;

  const follow = async (number: number): Promise<void> => {
    const { id } = (await post(
      `${product.providerUrl}/v1/seedance/videos`,
      { authorization: `Bearer ${product.providerKey}` },
      { model: 'seedance_1_5_pro_720p', content: [{ type: 'text', text: promptOf(number) }] },
    )) as { readonly id: string };
    const registration = { taskId: id, callbackUrl: receiver.callbackUrl(id) };
    await post(`${product.apiUrl}/tasks`, { 'x-api-key': product.apiKey }, registration);
    const end = performance.now() + maxWaitMillis;
    while (!receiver.taken.has(id) && performance.now() < end) await delay(20);
    if (!receiver.taken.has(id)) lost++;
  };
  const work = async (): Promise<void> => {
    while (begun < tasks) {
      begun++;
      await follow(begun);
      done++;
      if (done % Math.ceil(tasks / samples) !== 0) continue;
      const seconds = (performance.now() - began) / 1000;
      const sample = { tasks: done, seconds, ...(await footprint(product.pid)) };
      taken.push(sample);
      onSample?.(sample);
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
    return { samples: taken, lost };
  } finally {
    await product.stop();
    await receiver.close();
    await rm(folder, { recursive: true, force: true });
  }
};
