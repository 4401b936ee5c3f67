import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { TaskScript } from '../../lib/local/provider/task-script.ts';
import { startEndToEnd } from './environment.ts';

const environment = startEndToEnd();

interface Event {
  readonly type: string;
  readonly data: {
    readonly status: string;
    readonly video: { readonly url: string; readonly sha256: string; readonly bytes: number } | null;
    readonly error: { readonly code: string; readonly message: string } | null;
    readonly metadata: unknown;
  };
}

/** The one event that a task led to, once nothing more is to be done. */
const eventOf = async (taskId: string): Promise<Event> => {
  await environment.until(taskId, ({ delivery }) => delivery?.state === 'delivered');
  await sleep(300);
  const callbacks = environment.callbacksOf(taskId);
  expect(callbacks.map(({ verdict }) => verdict)).toEqual([{ verified: true }]);
  return JSON.parse(callbacks[0]?.body ?? '') as Event;
};

describe.concurrent('a task leads to exactly one signed event', () => {
  test('completed: the video lies in the bucket, equal to the source', async () => {
    const taskId = await environment.track({}, { metadata: { order: '17' } });
    const { type, data } = await eventOf(taskId);
    const groundTruth = environment.environment().provider.groundTruthOf(taskId);
    expect(type).toBe('video.completed');
    expect(data).toMatchObject({ status: 'completed', error: null, metadata: { order: '17' } });
    const file = await (await fetch(data.video?.url ?? '')).arrayBuffer();
    const sha256 = createHash('sha256').update(new Uint8Array(file)).digest('hex');
    expect(groundTruth?.video).toEqual({ bytes: file.byteLength, sha256s: [sha256] });
    expect(data.video).toMatchObject({ bytes: file.byteLength, sha256 });
  });

  test.each<[string, Partial<TaskScript>, Readonly<Record<string, unknown>>, string, string]>([
    ['failed', { ends: 'failed' }, {}, 'video.failed', 'provider_failed'],
    ['cancelled', { ends: 'cancelled' }, {}, 'video.cancelled', 'provider_cancelled'],
    ['expired at the provider', { ends: 'expired' }, {}, 'video.expired', 'provider_expired'],
    [
      'not finished in time',
      { ends: 'never' },
      { giveUpAfterSeconds: 600 },
      'video.expired',
      'deadline_exceeded',
    ],
    [
      'completed, always without a link',
      { misbehaves: { query: { always: ['without-link'] } } },
      { giveUpAfterSeconds: 600 },
      'video.failed',
      'completed_without_video',
    ],
    ['an image', { misbehaves: { query: { always: ['image'] } } }, {}, 'video.failed', 'not_a_video'],
  ])('%s', async (_, script, registration, type, code) => {
    const taskId = await environment.track(script, registration);
    const event = await eventOf(taskId);
    expect(event).toMatchObject({ type, data: { video: null, error: { code } } });
    const task = await environment.environment().api.task(taskId);
    expect(task).toMatchObject({ status: event.data.status, error: event.data.error });
  });

  test('a task that the provider does not know', async () => {
    const { api, receiver } = environment.environment();
    const taskId = 'video_nobody_made';
    await api.call('POST', '/tasks', [202], { taskId, callbackUrl: `${receiver.url}/${taskId}` });
    const event = await eventOf(taskId);
    expect(event).toMatchObject({ type: 'video.expired', data: { error: { code: 'task_not_found' } } });
  });

  test('temporary misbehaviour of the provider delays nothing', async () => {
    const taskId = await environment.track({
      generatingSeconds: 600,
      misbehaves: {
        query: {
          1: ['login-failed'],
          2: ['unauthorized'],
          3: ['not-json', 'enveloped'],
          4: ['throttled'],
          5: ['server-error'],
          always: ['enveloped', 'synonyms', 'link-elsewhere', 'numbers-as-text'],
        },
        video: { 1: ['drop'], 2: ['forbidden'], 3: ['redirect'] },
      },
    });
    const { type, data } = await eventOf(taskId);
    expect(type).toBe('video.completed');
    const groundTruth = environment.environment().provider.groundTruthOf(taskId);
    expect(groundTruth?.video?.sha256s).toEqual([data.video?.sha256]);
  });

  test('none at all once its owner has stopped it', async () => {
    const { api, cloud, provider } = environment.environment();
    /** Stops a task, and returns when its second poll was due: not before the stop, however slow the machine. */
    const stopInTime = async (): Promise<[taskId: string, due: number]> => {
      const taskId = await environment.track({
        misbehaves: { query: { 1: [{ name: 'throttled', amount: 600 }] } },
      });
      const { nextQueryAt } = await environment.until(taskId, ({ queries }) => queries > 0);
      await api.call('DELETE', `/tasks/${taskId}`, [202]);
      const due = Date.parse(nextQueryAt ?? '');
      return cloud.clock.now() < due ? [taskId, due] : stopInTime();
    };
    const [taskId, due] = await stopInTime();
    await cloud.clock.sleep(due + 120_000 - cloud.clock.now());
    expect(await api.task(taskId)).toMatchObject({ status: 'stopped', delivery: null });
    expect(environment.callbacksOf(taskId)).toEqual([]);
    expect(provider.groundTruthOf(taskId)?.polls).toHaveLength(1);
  });
});
