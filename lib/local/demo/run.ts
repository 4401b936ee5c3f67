import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { firstProvider } from '../../../lambdas/contract/provider-definition.ts';
import { chance } from '../provider/chance.ts';
import type { GroundTruth } from '../provider/ground-truth.ts';
import { scriptInPrompt } from '../provider/prompt.ts';
import type { DemoTaskView } from './api-client.ts';
import { type DemoEnvironment, startDemoEnvironment } from './demo-environment.ts';
import type { Screen } from './screen.ts';
import type { DemoResult, TaskProgress, TaskResult } from './task-progress.ts';
import { verdictOf } from './verdict.ts';

export interface DemoSettings {
  readonly tasks: number;
  readonly speed: number;
  /** Whom the simulated provider speaks like; the first one unless given. */
  readonly provider?: string;
  readonly screen: Screen;
  readonly signal?: AbortSignal;
  /** At the end, everything stays up until the signal is aborted. */
  readonly keep?: boolean;
}

/**
 * When the demo gives up on a task: on its clock, three times the longest generation; in real time, enough for a busy
 * machine.
 */
const maxWaitMillis = { shown: 12 * 60_000, real: 120_000 };
/** Real milliseconds to wait for a callback too many, once all have arrived. */
const graceMillis = 500;

const prompt = 'a paper boat on a river of clouds at sunrise --ratio 16:9 --dur 5';

/** Creates a task at the provider: over HTTP, as a customer does, if its creation is simulated. */
const create = async (
  { provider }: DemoEnvironment,
  as: string,
  number: number,
  of: number,
): Promise<string> => {
  // 720p takes two to five minutes, says the provider's documentation.
  const takes = of === 1 ? 160 : Math.round(120 + 120 * chance('demo', number));
  const text = `${prompt} --takes ${takes}${of === 1 ? ' --video slow' : ''}`;
  if (as !== firstProvider) return provider.create(scriptInPrompt(text), undefined, as).taskId;
  const response = await fetch(`${provider.url}/v1/seedance/videos`, {
    method: 'POST',
    headers: { authorization: `Bearer ${provider.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'seedance_1_5_pro_720p',
      content: [{ type: 'text', text }],
      duration: 5,
    }),
  });
  const { id } = (await response.json()) as { id: string };
  return id;
};

/** One task on its way, kept up to date. */
class TrackedTask {
  readonly taskId: string;
  readonly registeredAt: number;
  readonly registrationStatus = 202;
  readonly #began = performance.now();
  readonly #environment: DemoEnvironment;
  view: DemoTaskView | undefined;
  /** Those received before the record was fetched: otherwise a slow answer would show them before their causes. */
  callbacks: TaskProgress['callbacks'] = [];
  result: TaskResult | undefined;

  constructor(environment: DemoEnvironment, taskId: string) {
    this.#environment = environment;
    this.taskId = taskId;
    this.registeredAt = environment.now();
  }

  get groundTruth(): GroundTruth {
    const groundTruth = this.#environment.provider.groundTruthOf(this.taskId);
    if (!groundTruth) throw new Error(`The provider does not know ${this.taskId}`);
    return groundTruth;
  }

  get #received(): TaskProgress['callbacks'] {
    return this.#environment.receiver.received.filter(({ path }) => path === `/hooks/${this.taskId}`);
  }

  async register(): Promise<void> {
    const { api, receiver } = this.#environment;
    const callbackUrl = `${receiver.url}/hooks/${this.taskId}`;
    await api.call('POST', '/tasks', [202], { taskId: this.taskId, callbackUrl, metadata: { from: 'demo' } });
  }

  /** Fetches the record, and evaluates the task once its callback is delivered or its time is up. */
  async look(): Promise<void> {
    if (this.result) return;
    const callbacks = this.#received;
    this.view = await this.#environment.api.task(this.taskId);
    this.callbacks = callbacks;
    const through = this.callbacks.length > 0 && this.view.delivery?.state === 'delivered';
    if (through || this.#isTooLate()) await this.evaluate();
  }

  #isTooLate(): boolean {
    const shown = this.#environment.now() - this.registeredAt;
    return shown > maxWaitMillis.shown && performance.now() - this.#began > maxWaitMillis.real;
  }

  async evaluate(): Promise<void> {
    this.callbacks = this.#received;
    this.result = await verdictOf(this.groundTruth, this.view, this.callbacks);
  }

  /** Evaluates it again if it does not have exactly one callback by now. */
  async evaluateAgain(): Promise<void> {
    if (this.#received.length !== 1) await this.evaluate();
  }
}

/** Creates, registers and tracks the tasks, then compares. Rejects only if it could not be run. */
export const runDemo = async ({
  tasks,
  speed,
  screen,
  signal,
  keep = false,
  provider = firstProvider,
}: DemoSettings): Promise<DemoResult> => {
  const began = performance.now();
  const environment = await startDemoEnvironment(speed, screen, [provider]);
  try {
    const tracked: TrackedTask[] = [];
    const show = (): void => screen.show(tracked, environment.now());
    for (let number = 1; number <= tasks; number += 1) {
      const task = new TrackedTask(environment, await create(environment, provider, number, tasks));
      await task.register();
      tracked.push(task);
      show();
    }
    while (tracked.some(({ result }) => !result)) {
      signal?.throwIfAborted();
      for (const task of tracked) await task.look();
      show();
      await sleep(tasks === 1 ? 80 : 250, undefined, signal ? { signal } : {});
    }
    await sleep(graceMillis);
    for (const task of tracked) await task.evaluateAgain();

    const results = tracked.flatMap(({ result }) => result ?? []);
    const { escapes } = environment.cloud;
    const result: DemoResult = {
      ok: escapes.length === 0 && results.every(({ failures }) => failures.length === 0),
      tasks: results,
      callbacksVerified: results.filter(({ callback }) => callback).length,
      speed,
      seconds: (performance.now() - began) / 1000,
      peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
      escapes,
    };
    screen.end(result);
    if (keep && signal && !signal.aborted) await once(signal, 'abort');
    return result;
  } finally {
    await environment.close();
  }
};
