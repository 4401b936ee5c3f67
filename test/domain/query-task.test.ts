import { describe, expect, it } from 'vitest';
import type { Answer } from '../../lambdas/domain/provider.ts';
import { queryTask } from '../../lambdas/domain/query-task.ts';
import { hour, minute, second } from '../../lambdas/domain/time.ts';
import { ScriptedProvider } from '../support/fakes/scripted-provider.ts';
import { querying } from '../support/querying.ts';
import { startOfTests } from '../support/records.ts';

const videoUrl = 'https://files.example.com/v.mp4';
const known = { model: 'seedance_1_5_pro_720p', createdAt: startOfTests };
const queued: Answer = { kind: 'pending', status: 'queued', ...known };
const processing: Answer = { kind: 'pending', status: 'processing', ...known };
const completed: Answer = { kind: 'completed', videoUrl, durationSeconds: 5, ...known };
const unauthorized: Answer = { kind: 'unclear', reason: 'unauthorized' };
const gone: Answer = { kind: 'not_found' };

describe('before it asks, it looks at the record', () => {
  const nobody = () => new ScriptedProvider();

  it.each([
    ['is stopped', { status: 'stopped' }, 'done'],
    ['is final and settled', { status: 'completed', leaseUntil: undefined }, 'done'],
    ['is final, with its delivery still to be made', { status: 'failed' }, 'record'],
    ['has an outcome that is not recorded yet', { outcome: { status: 'cancelled' } }, 'record'],
    ['is being archived', { status: 'archiving' }, 'archive'],
  ] as const)('a task that %s is not asked for', async (_, fields, next) => {
    const { query } = await querying(nobody(), fields);
    expect((await query()).step).toMatchObject({ next, waitSeconds: 0 });
  });

  it('a record that is gone, or that another execution holds, ends this one', async () => {
    const { deps, cursor } = await querying(nobody(), { restart: 1 });
    expect(await queryTask(deps)({ ...cursor, restart: 0 })).toMatchObject({
      step: { next: 'done' },
      superseded: true,
    });
    expect(await queryTask(deps)({ ...cursor, taskId: 'other' })).toMatchObject({ step: { next: 'done' } });
  });

  it('a question that was asked before its time is not asked again', async () => {
    const provider = new ScriptedProvider(processing);
    const { query, clock } = await querying(provider);
    const { waitSeconds } = (await query()).step;
    clock.advance(10 * second);
    expect((await query()).step).toMatchObject({ next: 'query', waitSeconds: waitSeconds - 10 });
    expect(provider.asked).toHaveLength(1);
  });
});

describe('an answer', () => {
  it('of processing is waited upon, with a lease beyond the next question', async () => {
    const { query, record } = await querying(new ScriptedProvider(processing));
    const { step } = await query();
    const task = await record();
    expect(step).toMatchObject({ next: 'query' });
    expect(task).toMatchObject({ status: 'processing', queries: 1, ...known, processingSince: startOfTests });
    expect(task.nextQueryAt).toBe(startOfTests + step.waitSeconds * second);
    expect(task.leaseUntil).toBeGreaterThan((task.nextQueryAt ?? 0) + 5 * minute);
  });

  it('of success leads to the archive', async () => {
    const { query, record } = await querying(new ScriptedProvider(completed));
    expect((await query()).step).toMatchObject({ next: 'archive', waitSeconds: 0 });
    expect(await record()).toMatchObject({
      status: 'archiving',
      sourceUrl: videoUrl,
      durationSeconds: 5,
      finishedAt: startOfTests,
    });
  });

  it.each([
    [{ kind: 'failed', message: '上游' }, 'failed', 'provider_failed', '上游'],
    [{ kind: 'cancelled' }, 'cancelled', 'provider_cancelled', 'The task was cancelled at the provider.'],
    [{ kind: 'expired' }, 'expired', 'provider_expired', 'The provider reported that the task expired.'],
  ] as const)('of %j ends the task as %s', async (answer, status, code, message) => {
    const { query, record } = await querying(new ScriptedProvider(answer));
    expect((await query()).step).toMatchObject({ next: 'record' });
    expect(await record()).toMatchObject({ outcome: { status, error: { code, message } } });
    expect((await record()).nextQueryAt).toBeUndefined();
  });

  it('is not written where another execution took over meanwhile', async () => {
    const setup = await querying({
      ask: async () => {
        await setup.store.change(setup.task, 'restart', { restart: 1 });
        return completed;
      },
    });
    expect(await setup.query()).toMatchObject({ step: { next: 'done' }, superseded: true });
    expect(await setup.record()).toMatchObject({ status: 'queued', restart: 1, queries: 0 });
  });
});

describe('no such task', () => {
  it('is believed after three answers for a task that was never seen: within two minutes', async () => {
    const { follow, record, clock } = await querying(new ScriptedProvider(gone));
    expect((await follow()).next).toBe('record');
    expect(await record()).toMatchObject({ queries: 3, outcome: { error: { code: 'task_not_found' } } });
    expect(clock.now() - startOfTests).toBeLessThan(2 * minute);
  });

  it('is not believed for a quarter of an hour of a task that was seen', async () => {
    const answers = [processing, ...Array<Answer>(9).fill(gone), completed];
    const { follow, record } = await querying(new ScriptedProvider(...answers));
    expect((await follow()).next).toBe('archive');
    expect((await record()).notFoundInARow).toBeUndefined();
  });

  it('that is interrupted by a hiccup is still a row', async () => {
    const { follow, record } = await querying(
      new ScriptedProvider(gone, unauthorized, gone, unauthorized, gone),
    );
    await follow();
    expect(await record()).toMatchObject({ queries: 5, outcome: { error: { code: 'task_not_found' } } });
  });
});

describe('success without a link', () => {
  const empty: Answer = { kind: 'completed_without_video', ...known };

  it('is asked about again, and ends the task when it persists', async () => {
    const { follow, record, clock } = await querying(new ScriptedProvider(empty));
    await follow();
    expect(await record()).toMatchObject({
      queries: 5,
      outcome: { status: 'failed', error: { code: 'completed_without_video' } },
    });
    expect(clock.now() - startOfTests).toBeGreaterThan(4 * minute);
  });

  it('is forgotten when the link comes', async () => {
    const { follow, record } = await querying(new ScriptedProvider(empty, empty, completed));
    expect((await follow()).next).toBe('archive');
    expect((await record()).withoutVideoInARow).toBeUndefined();
  });

  it('that is an image is told as such', async () => {
    const { follow, record } = await querying(new ScriptedProvider({ kind: 'not_a_video', ...known }));
    await follow();
    expect(await record()).toMatchObject({ outcome: { status: 'failed', error: { code: 'not_a_video' } } });
  });
});

describe('the deadline', () => {
  it('is met by the last question, and ends the task as expired', async () => {
    const { follow, record, task } = await querying(new ScriptedProvider(processing));
    await follow();
    expect(await record()).toMatchObject({
      lastQueryAt: task.deadline,
      outcome: { status: 'expired', error: { code: 'deadline_exceeded' } },
    });
  });

  it('counts from the creation once that is known', async () => {
    const createdAt = startOfTests - 3 * hour;
    const { follow, record } = await querying(new ScriptedProvider({ ...processing, createdAt }));
    await follow();
    expect((await record()).lastQueryAt).toBe(createdAt + 23 * hour);
  });

  it.each([startOfTests + hour, startOfTests - 25 * hour])(
    'ignores a creation that cannot be true',
    async (createdAt) => {
      const { query, record, task } = await querying(new ScriptedProvider({ ...processing, createdAt }));
      await query();
      expect((await record()).createdAt).toBeUndefined();
      expect((await record()).deadline).toBe(task.deadline);
    },
  );

  it('of the owner is kept where it is sooner', async () => {
    const fields = { giveUpAfterSeconds: 600, deadline: startOfTests + 10 * minute };
    const { follow, record } = await querying(new ScriptedProvider(processing), fields);
    await follow();
    expect((await record()).lastQueryAt).toBe(startOfTests + 10 * minute);
  });

  it('that a video meets is no end', async () => {
    const fields = { deadline: startOfTests + 2 * minute };
    const { follow } = await querying(new ScriptedProvider(processing, processing, completed), fields);
    expect((await follow()).next).toBe('archive');
  });

  it('tells what the provider last said', async () => {
    const { follow, record } = await querying(new ScriptedProvider(unauthorized));
    await follow();
    expect((await record()).outcome?.error?.message).toContain('unauthorized');
  });
});

describe('a provider in trouble', () => {
  it.each(['unauthorized', 'server_error'] as const)('for two hours (%s) loses no task', async (reason) => {
    let now = () => 0;
    const { follow, clock, record } = await querying({
      ask: async () => (now() < startOfTests + 2 * hour ? { kind: 'unclear', reason } : completed),
    });
    now = () => clock.now();
    expect((await follow()).next).toBe('archive');
    expect((await record()).queries).toBeLessThan(70);
  });
});

describe('video.processing', () => {
  const fields = { events: ['video.processing'] } as const;

  it('is delivered once, when processing is first seen', async () => {
    const { follow, store, executions, task } = await querying(
      new ScriptedProvider(queued, processing, processing, queued, processing, completed),
      fields,
    );
    await follow();
    expect((await store.view(task))?.deliveries).toMatchObject([
      { number: 1, event: 'video.processing', state: 'pending', restart: 0 },
    ]);
    expect(executions.started).toEqual([{ owner: task.owner, taskId: task.taskId, restart: 0, delivery: 1 }]);
  });

  it('is not delivered unless asked for', async () => {
    const { follow, store, task } = await querying(new ScriptedProvider(processing, completed));
    await follow();
    expect((await store.view(task))?.deliveries).toEqual([]);
  });

  it('holds nothing up where it cannot be added, and is added by the next question', async () => {
    const setup = await querying(new ScriptedProvider(processing, processing, completed), fields);
    let failures = 1;
    const { add } = setup.store.deliveries;
    const deliveries = {
      add: async (delivery: Parameters<typeof add>[0]) => {
        if (failures-- > 0) throw new Error('throttled');
        return add(delivery);
      },
    };
    Object.assign(setup.deps, { deliveries });
    const first = await setup.query();
    expect(first).toMatchObject({ step: { next: 'query' }, announcementFailure: { message: 'throttled' } });
    await setup.follow();
    expect(setup.executions.started).toHaveLength(1);
  });

  it('holds nothing up where it cannot be started: its lease sees to that', async () => {
    const executions = {
      start: async () => {
        throw new Error('throttled');
      },
    };
    const setup = await querying(new ScriptedProvider(processing, completed), fields, { executions });
    expect(await setup.query()).toMatchObject({
      step: { next: 'query' },
      announcementFailure: { message: 'throttled' },
    });
    const [delivery] = (await setup.store.view(setup.task))?.deliveries ?? [];
    expect(delivery?.leaseUntil).toBeGreaterThan(startOfTests);
  });

  it('knows when the next question is, before it is delivered', async () => {
    let nextQueryAt: number | undefined;
    const executions = {
      start: async () => {
        nextQueryAt = (await setup.record()).nextQueryAt;
      },
    };
    const setup = await querying(new ScriptedProvider(processing), fields, { executions });
    await setup.query();
    expect(nextQueryAt).toBeGreaterThan(startOfTests + 16 * second);
  });
});
