import { describe, expect, it } from 'vitest';
import type { Observation } from '../../../lambdas/domain/polling/estimate-store.ts';
import { firstPoll } from '../../../lambdas/domain/polling/first-poll.ts';
import type { Task } from '../../../lambdas/domain/task/task.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { aTask, startOfTests } from '../../support/records.ts';

const model = 'seedance_1_5_pro_720p';
const first = (
  status: 'queued' | 'processing',
  fields: Partial<Task> = {},
  seen: readonly Observation[] = [],
) =>
  firstPoll(
    {
      estimates: { of: async () => seen },
      clock: new ManualClock(startOfTests),
      random: () => 0,
      limits: { pollMinSeconds: 30, pollMaxSeconds: 120 },
    },
    aTask({ model, createdAt: startOfTests, ...fields }),
    status,
  );

describe('the first poll of a task that was created a moment ago', () => {
  it('comes as after an answer of queued, which does not mean that the task has to wait', async () => {
    const { change, afterSeconds } = await first('queued');
    expect(change).toEqual({ status: 'queued', lastPendingAt: startOfTests });
    expect(afterSeconds).toBeGreaterThan(100);
    expect(afterSeconds).toBeLessThanOrEqual(120);
  });

  it('counts from now, if the creation was answered with processing', async () => {
    const { change } = await first('processing');
    expect(change).toEqual({
      status: 'processing',
      lastPendingAt: startOfTests,
      processingSince: startOfTests,
    });
  });

  it('comes sooner where tasks are finished sooner', async () => {
    const quick = Array.from({ length: 20 }, () => ({ fromSeconds: 30, toSeconds: 50, count: 1 }));
    expect((await first('queued', {}, quick)).afterSeconds).toBeLessThan(45);
  });

  it('falls on the deadline, or comes at once if that is now', async () => {
    expect((await first('queued', { deadline: startOfTests + 50_000 })).afterSeconds).toBe(50);
    expect((await first('queued', { deadline: startOfTests })).afterSeconds).toBe(0);
  });
});
