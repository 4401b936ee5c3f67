import { afterAll, beforeAll, expect, vi } from 'vitest';
import { allowLoopbackOnly } from '../../lib/local/cloud/functions/loopback-only.ts';
import type { DemoTaskView } from '../../lib/local/demo/api-client.ts';
import { type DemoEnvironment, startDemoEnvironment } from '../../lib/local/demo/demo-environment.ts';
import type { TaskScript } from '../../lib/local/provider/task-script.ts';
import type { ReceivedCallback } from '../../lib/local/receiver/receiver.ts';

/** Fast, and yet slow enough that five minutes, which a callback's timestamp may be off, last a second and a half. */
const speed = 200;

export interface EndToEnd {
  readonly environment: () => DemoEnvironment;
  /** A task at the provider, registered; its callback goes to its own path. */
  track(script: Partial<TaskScript>, registration?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Waits until the record shows what is wanted. */
  until(taskId: string, wanted: (task: DemoTaskView) => boolean): Promise<DemoTaskView>;
  callbacksOf(taskId: string): readonly ReceivedCallback[];
}

/** The whole product on this machine, once for a file of tests. After them, nothing must have tried to leave it. */
export const startEndToEnd = (
  providers?: readonly string[],
  context?: Readonly<Record<string, string>>,
): EndToEnd => {
  let up: DemoEnvironment | undefined;
  const escapes: string[] = [];
  const environment = (): DemoEnvironment => {
    if (!up) throw new Error('The environment has not started yet');
    return up;
  };
  beforeAll(async () => {
    allowLoopbackOnly((host) => escapes.push(host));
    up = await startDemoEnvironment(speed, undefined, providers, context);
  });
  afterAll(async () => {
    await up?.close();
    expect([...escapes, ...(up?.cloud.escapes ?? [])]).toEqual([]);
  });

  return {
    environment,
    track: async (script, registration = {}) => {
      const { provider, receiver, api } = environment();
      const { taskId } = provider.create(script);
      const callbackUrl = `${receiver.url}/${taskId}`;
      await api.call('POST', '/tasks', [202], { taskId, callbackUrl, ...registration });
      return taskId;
    },
    // Not by `expect.poll`, which knows of one test at a time: some of these run at once.
    until: (taskId, wanted) =>
      vi.waitFor(
        async () => {
          const task = await environment().api.task(taskId);
          if (!wanted(task)) throw new Error(`Not what is wanted: ${JSON.stringify(task)}`);
          return task;
        },
        { timeout: 120_000, interval: 50 },
      ),
    callbacksOf: (taskId) => environment().receiver.received.filter(({ path }) => path === `/${taskId}`),
  };
};
