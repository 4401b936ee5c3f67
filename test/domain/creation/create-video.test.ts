import { describe, expect, it } from 'vitest';
import { createVideo } from '../../../lambdas/domain/creation/create-video.ts';
import type { Creation } from '../../../lambdas/domain/creation/video-creation.ts';
import type { Task } from '../../../lambdas/domain/task/task.ts';
import { day, minute, second } from '../../../lambdas/domain/task/time.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { MemoryEstimates } from '../../support/fakes/memory-estimates.ts';
import { MemoryExecutions } from '../../support/fakes/memory-executions.ts';
import { MemoryIntents } from '../../support/fakes/memory-intents.ts';
import { MemoryStore } from '../../support/fakes/memory-store.ts';
import { ScriptedCreator } from '../../support/fakes/scripted-creator.ts';
import { startOfTests } from '../../support/records.ts';

const request = {
  owner: 'owner1',
  idempotencyKey: 'order-7',
  digest: 'd1',
  provider: { name: 'seedance', names: ['seedance'] },
  generation: { model: 'seedance_1_5_pro_720p' },
  registration: {
    callbackUrl: 'https://example.com/hook',
    serviceTier: 'default',
    events: [],
    metadata: {},
  } as const,
};
const key = { owner: 'owner1', taskId: 'video_new' };

const make = (answer?: Creation) => {
  const clock = new ManualClock(startOfTests);
  const tasks = new MemoryStore();
  const intents = new MemoryIntents();
  const provider = new ScriptedCreator();
  if (answer) provider.answer = answer;
  const executions = new MemoryExecutions();
  const deps = {
    ...{ tasks, intents, provider, executions, clock, giveUpAfterSeconds: 3_600 },
    estimates: new MemoryEstimates(),
    random: () => 0,
    limits: { pollMinSeconds: 30, pollMaxSeconds: 120 },
  };
  const create = (fields: Partial<typeof request> = {}) => createVideo(deps)({ ...request, ...fields });
  return { clock, tasks, intents, provider, executions, deps, create };
};

describe('creating a video', () => {
  it('asks the provider once, and tracks the task that it names', async () => {
    const at = make();
    const created = await at.create();
    expect(created).toMatchObject({ kind: 'registered', task: { ...key, model: 'seedance_1_5_pro_720p' } });
    expect(created).not.toHaveProperty('task.kind');
    expect(at.provider.asked).toEqual([request.generation]);
    expect(at.executions.started).toHaveLength(1);
  });

  it('with the same key again answers as the first time, without the provider', async () => {
    const at = make();
    await at.create();
    at.clock.advance(7 * day - 1);
    expect(await at.create()).toMatchObject({ kind: 'already', task: key });
    expect(at.provider.asked).toHaveLength(1);
  });

  it('keeps a key for seven days', async () => {
    const at = make();
    await at.create();
    at.clock.advance(7 * day + 1);
    await at.create();
    expect(at.provider.asked).toHaveLength(2);
  });

  it('with the same key and another body is a mistake', async () => {
    const at = make();
    await at.create();
    expect(await at.create({ digest: 'd2' })).toEqual({ kind: 'key_reused' });
    expect(at.provider.asked).toHaveLength(1);
  });

  it('that the provider refused is refused again under its key', async () => {
    const refused = { kind: 'refused', message: 'Policy' } as const;
    const at = make(refused);
    expect(await at.create()).toEqual(refused);
    expect(await at.create()).toEqual(refused);
    expect(at.provider.asked).toHaveLength(1);
  });

  it('that is not possible at present may be tried again with its key', async () => {
    const unavailable = { kind: 'unavailable', reason: 'throttled', retryAfterSeconds: 5 } as const;
    const at = make(unavailable);
    expect(await at.create()).toEqual(unavailable);
    at.provider.answer = { kind: 'created', taskId: 'video_new' };
    expect((await at.create()).kind).toBe('registered');
  });

  it('whose answer was lost is never tried again: it may have been paid for', async () => {
    const at = make({ kind: 'unknown', reason: 'timeout' });
    const unknown = { kind: 'unknown', reason: 'timeout', requestedAt: startOfTests };
    expect(await at.create()).toEqual(unknown);
    at.clock.advance(minute);
    expect(await at.create()).toEqual(unknown);
    expect(at.provider.asked).toHaveLength(1);
  });
});

describe('a video that was just created', () => {
  const queued = {
    kind: 'created',
    taskId: 'video_new',
    model: 'seedance_1_5_pro_720p',
    createdAt: startOfTests,
    status: 'queued',
  } as const;

  it('is polled when the schedule says so, since its creation has told how it stands', async () => {
    const at = make(queued);
    const { task } = (await at.create()) as { task: Task };
    const waitSeconds = ((task.nextQueryAt ?? 0) - startOfTests) / second;
    expect(waitSeconds).toBeGreaterThanOrEqual(90);
    expect(waitSeconds).toBeLessThanOrEqual(120);
    expect(at.executions.started).toEqual([{ ...key, restart: 0, waitSeconds }]);
    expect(task).toMatchObject({
      ...{ status: 'queued', queries: 0, lastPendingAt: startOfTests },
      leaseUntil: startOfTests + waitSeconds * second + 5 * minute,
    });
    expect(task).not.toHaveProperty('polls');
  });

  it('of the offline tier is left alone as long as the tier wants', async () => {
    const at = make(queued);
    await at.create({ registration: { ...request.registration, serviceTier: 'flex' } as never });
    expect(at.executions.started[0]?.waitSeconds).toBeGreaterThanOrEqual(60);
  });

  it('is polled at once if the answer told no status, or lies back more than a minute', async () => {
    const silent = make();
    await silent.create();
    expect(silent.executions.started).toEqual([{ ...key, restart: 0 }]);

    const late = make(queued);
    const down = Object.assign(new MemoryStore(), {
      add: () => Promise.reject(new Error('The table is down')),
    });
    await expect(createVideo({ ...late.deps, tasks: down })(request)).rejects.toThrow('down');
    late.clock.advance(minute);
    await late.create();
    expect(late.executions.started).toEqual([{ ...key, restart: 0 }]);
  });
});

describe('two requests with one key at once', () => {
  it('ask the provider once: the second is told to wait', async () => {
    const at = make();
    const second = Promise.withResolvers<unknown>();
    at.provider.meanwhile = async () => {
      at.clock.advance(minute - 1);
      second.resolve(await at.create());
    };
    expect((await at.create()).kind).toBe('registered');
    expect(await second.promise).toEqual({ kind: 'in_progress' });
    expect(at.provider.asked).toHaveLength(1);
  });

  it('of which the first died end as unknown after a minute', async () => {
    const at = make();
    const second = Promise.withResolvers<unknown>();
    at.provider.meanwhile = async () => {
      at.clock.advance(minute);
      second.resolve(await at.create());
    };
    await at.create();
    expect(await second.promise).toEqual({
      kind: 'unknown',
      reason: 'interrupted',
      requestedAt: startOfTests,
    });
  });
});

describe('a video that was created and cannot be recorded', () => {
  it('is tracked by the next request with its key', async () => {
    const at = make();
    const failing = Object.assign(new MemoryStore(), {
      add: () => Promise.reject(new Error('The table is down')),
    });
    await expect(createVideo({ ...at.deps, tasks: failing })(request)).rejects.toThrow('The table is down');
    expect(await at.create()).toMatchObject({ kind: 'registered', task: key });
    expect(at.provider.asked).toHaveLength(1);
  });

  it('is reported all the same if only its key cannot be written down, which is tried twice', async () => {
    const at = make();
    let tries = 0;
    const intents = {
      add: at.intents.add.bind(at.intents),
      release: at.intents.release.bind(at.intents),
      settle: () => Promise.reject(new Error(`Try ${++tries}`)),
    };
    expect(await createVideo({ ...at.deps, intents })(request)).toMatchObject({ kind: 'registered' });
    expect(tries).toBe(2);
  });
});
