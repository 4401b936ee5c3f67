import { describe, expect, it } from 'vitest';
import { createVideo } from '../../../lambdas/domain/creation/create-video.ts';
import { type CreationQuota, monthOf } from '../../../lambdas/domain/creation/creation-quota.ts';
import type { Creation } from '../../../lambdas/domain/creation/video-creation.ts';
import { registerTask } from '../../../lambdas/domain/tracking/register-task.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { MemoryEstimates } from '../../support/fakes/memory-estimates.ts';
import { MemoryExecutions } from '../../support/fakes/memory-executions.ts';
import { MemoryIntents } from '../../support/fakes/memory-intents.ts';
import { MemoryStore } from '../../support/fakes/memory-store.ts';
import { ScriptedCreator } from '../../support/fakes/scripted-creator.ts';
import { startOfTests } from '../../support/records.ts';

const registration = {
  callbackUrl: 'https://example.com/hook',
  serviceTier: 'default',
  events: [],
  metadata: {},
} as const;
const request = {
  owner: 'owner1',
  idempotencyKey: 'order-7',
  digest: 'd1',
  provider: { name: 'seedance', names: ['seedance'] },
  generation: { model: 'seedance_1_5_pro_720p' },
  registration,
};

const make = (limits: { videos?: number; open?: number }) => {
  const counted = { videos: 0, open: 0 };
  const quota: CreationQuota = {
    take: async (_, now) => {
      if (counted.videos >= (limits.videos ?? 1)) {
        return { kind: 'quota_spent', most: limits.videos ?? 1, renewsAt: monthOf(now).endsAt };
      }
      counted.videos += 1;
      return { kind: 'taken' };
    },
    giveBack: async () => {
      counted.videos -= 1;
    },
  };
  const openTasks = {
    admit: async () => {
      counted.open += 1;
      return counted.open <= (limits.open ?? 1);
    },
  };
  const provider = new ScriptedCreator();
  const deps = {
    tasks: new MemoryStore(),
    intents: new MemoryIntents(),
    executions: new MemoryExecutions(),
    clock: new ManualClock(startOfTests),
    giveUpAfterSeconds: 3_600,
    estimates: new MemoryEstimates(),
    random: () => 0,
    limits: { pollMinSeconds: 30, pollMaxSeconds: 120 },
    provider,
    ...(limits.videos === undefined ? {} : { quota }),
    ...(limits.open === undefined ? {} : { openTasks }),
  };
  const create = (idempotencyKey: string) => createVideo(deps)({ ...request, idempotencyKey });
  const register = (taskId: string) => registerTask(deps)({ owner: 'owner1', taskId }, registration);
  return { deps, provider, counted, create, register };
};

describe('A quota of videos', () => {
  it('is checked before the provider is asked, and leaves the key to be used again', async () => {
    const at = make({ videos: 1 });
    await at.create('first');
    const refused = await at.create('second');
    expect(refused).toEqual({ kind: 'quota_spent', most: 1, renewsAt: monthOf(startOfTests).endsAt });
    expect(at.provider.asked).toHaveLength(1);
    at.counted.videos = 0;
    at.provider.answer = { kind: 'created', taskId: 'video_second' };
    expect((await at.create('second')).kind).toBe('registered');
  });

  it('counts a repeated request once', async () => {
    const at = make({ videos: 1 });
    await at.create('first');
    expect((await at.create('first')).kind).toBe('already');
    expect(at.counted.videos).toBe(1);
  });

  it.each([
    [{ kind: 'refused', message: 'No' }, 0],
    [{ kind: 'unavailable', reason: 'throttled' }, 0],
    [{ kind: 'unknown', reason: 'timeout' }, 1],
    [{ kind: 'created', taskId: 'video_1' }, 1],
  ] as [Creation, number][])('counts what may have to be paid for: %j', async (answer, counted) => {
    const at = make({ videos: 5 });
    at.provider.answer = answer;
    await at.create('first');
    expect(at.counted.videos).toBe(counted);
  });

  it('that cannot be read fails the request before anything is paid for, and its key can be used again', async () => {
    const at = make({ videos: 1 });
    const take = at.deps.quota?.take;
    Object.assign(at.deps.quota ?? {}, { take: () => Promise.reject(new Error('The table is down')) });
    await expect(at.create('first')).rejects.toThrow('The table is down');
    expect(at.provider.asked).toEqual([]);
    Object.assign(at.deps.quota ?? {}, { take });
    expect((await at.create('first')).kind).toBe('registered');
  });

  it('is for a month of UTC', () => {
    expect(monthOf(Date.UTC(2026, 11, 31, 23, 59))).toEqual({ name: '2026-12', endsAt: Date.UTC(2027, 0) });
    expect(monthOf(Date.UTC(2027, 0))).toEqual({ name: '2027-01', endsAt: Date.UTC(2027, 1) });
  });
});

describe('A limit on open tasks', () => {
  it('refuses further tasks and videos, and answers what is tracked already as the first time', async () => {
    const at = make({ open: 1 });
    expect((await at.register('one')).kind).toBe('registered');
    expect((await at.register('two')).kind).toBe('too_many_open');
    expect((await at.register('one')).kind).toBe('already');
    expect((await at.create('first')).kind).toBe('too_many_open');
    expect(at.provider.asked).toEqual([]);
  });

  it('never keeps a video from being tracked that is paid for', async () => {
    const at = make({ open: 1 });
    expect((await at.create('first')).kind).toBe('registered');
    expect(at.counted.open).toBe(1);
  });
});
