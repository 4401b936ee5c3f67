import { setTimeout as sleep } from 'node:timers/promises';
import { chance } from '../provider/chance.ts';
import type { GroundTruth } from '../provider/ground-truth.ts';
import type { DemoTaskView } from './api-client.ts';
import { type DemoEnvironment, startDemoEnvironment } from './demo-environment.ts';
import type { Screen } from './screen.ts';
import type { DemoResult, TaskProgress, TaskResult } from './task-progress.ts';
import { verdictOf } from './verdict.ts';

export interface DemoSettings {
  readonly tasks: number;
  readonly speed: number;
  readonly screen: Screen;
  readonly signal?: AbortSignal;
}

/**
 * When the demo no longer believes in a task: on its clock, three times the longest generation it makes up; in real time,
 * what a machine may need that has much else to do.
 */
const patienceMillis = { shown: 12 * 60_000, real: 120_000 };
/** In real time: how long a callback that should not be is waited for, once all have come. */
const graceMillis = 500;

const prompt = 'a paper boat on a river of clouds at sunrise --ratio 16:9 --dur 5';

/** Creates a task at the provider as its customer does, over HTTP. */
const create = async ({ provider }: DemoEnvironment, number: number, of: number): Promise<string> => {
  // 720p takes two to five minutes, says the provider's documentation.
  const takes = of === 1 ? 160 : Math.round(120 + 120 * chance('demo', number));
  const response = await fetch(`${provider.url}/v1/seedance/videos`, {
    method: 'POST',
    headers: { authorization: `Bearer ${provider.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'seedance_1_5_pro_720p',
      content: [{ type: 'text', text: `${prompt} --takes ${takes}${of === 1 ? ' --video slow' : ''}` }],
      duration: 5,
    }),
  });
  const { id } = (await response.json()) as { id: string };
  return id;
};

/** One task on its way, kept up to date. */
class Follower {
  readonly taskId: string;
  readonly registeredAt: number;
  readonly registrationStatus = 202;
  readonly #began = performance.now();
  readonly #scenery: DemoEnvironment;
  view: DemoTaskView | undefined;
  /** Those that had come when the record was asked for: a slow answer would show them before what led to them. */
  callbacks: TaskProgress['callbacks'] = [];
  result: TaskResult | undefined;

  constructor(scenery: DemoEnvironment, taskId: string) {
    this.#scenery = scenery;
    this.taskId = taskId;
    this.registeredAt = scenery.now();
  }

  get truth(): GroundTruth {
    const truth = this.#scenery.provider.truthOf(this.taskId);
    if (!truth) throw new Error(`The provider does not know ${this.taskId}`);
    return truth;
  }

  get #received(): TaskProgress['callbacks'] {
    return this.#scenery.receiver.received.filter(({ path }) => path === `/hooks/${this.taskId}`);
  }

  async register(): Promise<void> {
    const { api, receiver } = this.#scenery;
    const callbackUrl = `${receiver.url}/hooks/${this.taskId}`;
    await api.call('POST', '/tasks', [202], { taskId: this.taskId, callbackUrl, metadata: { from: 'demo' } });
  }

  /** Looks at the record, and judges the task once its callback is through or its time is up. */
  async look(): Promise<void> {
    if (this.result) return;
    const callbacks = this.#received;
    this.view = await this.#scenery.api.task(this.taskId);
    this.callbacks = callbacks;
    const through = this.callbacks.length > 0 && this.view.delivery?.state === 'delivered';
    if (through || this.#isTooLate()) await this.judge();
  }

  #isTooLate(): boolean {
    const shown = this.#scenery.now() - this.registeredAt;
    return shown > patienceMillis.shown && performance.now() - this.#began > patienceMillis.real;
  }

  async judge(): Promise<void> {
    this.callbacks = this.#received;
    this.result = await verdictOf(this.truth, this.view, this.callbacks);
  }

  /** Judges it anew where there is not one callback by now. */
  async judgeAgain(): Promise<void> {
    if (this.#received.length !== 1) await this.judge();
  }
}

/** Plays the whole: tasks created, registered, followed and compared. Rejects only where it could not be played. */
export const runDemo = async ({ tasks, speed, screen, signal }: DemoSettings): Promise<DemoResult> => {
  const began = performance.now();
  const scenery = await startDemoEnvironment(speed, screen);
  try {
    const followers: Follower[] = [];
    const show = (): void => screen.show(followers, scenery.now());
    for (let number = 1; number <= tasks; number += 1) {
      const follower = new Follower(scenery, await create(scenery, number, tasks));
      await follower.register();
      followers.push(follower);
      show();
    }
    while (followers.some(({ result }) => !result)) {
      signal?.throwIfAborted();
      for (const follower of followers) await follower.look();
      show();
      await sleep(tasks === 1 ? 80 : 250, undefined, signal ? { signal } : {});
    }
    await sleep(graceMillis);
    for (const follower of followers) await follower.judgeAgain();

    const results = followers.flatMap(({ result }) => result ?? []);
    const { escapes } = scenery.cloud;
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
    return result;
  } finally {
    await scenery.close();
  }
};
