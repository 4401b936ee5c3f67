import { describe, expect, it } from 'vitest';
import { pollTask } from '../../../lambdas/domain/polling/poll-task.ts';
import type { ProviderAnswer } from '../../../lambdas/domain/provider/provider.ts';
import { minute, second } from '../../../lambdas/domain/task/time.ts';
import { completed, gone, known, processing, queued, unauthorized, videoUrl } from '../../support/answers.ts';
import { ScriptedProvider } from '../../support/fakes/scripted-provider.ts';
import { querying } from '../../support/polling.ts';
import { startOfTests } from '../../support/records.ts';

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
    const { deps, input } = await querying(nobody(), { restart: 1 });
    expect(await pollTask(deps)({ ...input, restart: 0 })).toMatchObject({
      step: { next: 'done' },
      superseded: true,
    });
    expect(await pollTask(deps)({ ...input, taskId: 'other' })).toMatchObject({ step: { next: 'done' } });
  });

  it('a question that was asked before its time is not asked again', async () => {
    const provider = new ScriptedProvider(processing);
    const { query, clock } = await querying(provider);
    const { waitSeconds } = (await query()).step;
    clock.advance(10 * second);
    expect((await query()).step).toMatchObject({ next: 'query', waitSeconds: waitSeconds - 10 });
    expect(provider.asked).toHaveLength(1);
  });

  it('a question that is due in a second is asked, since two clocks are never one', async () => {
    const early = async (millis: number) => {
      const provider = new ScriptedProvider(processing);
      const { query } = await querying(provider, { nextQueryAt: startOfTests + millis });
      await query();
      return provider.asked.length;
    };
    expect([await early(second), await early(second + 1)]).toEqual([1, 0]);
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
    ['success', completed, 20 * minute],
    ['failure', { kind: 'cancelled' }, 10 * minute],
  ] as const)('of %s leaves the next step a lease', async (_, answer, lease) => {
    const { query, record } = await querying(new ScriptedProvider(answer));
    await query();
    expect((await record()).leaseUntil).toBe(startOfTests + lease);
  });

  it.each<ProviderAnswer>([processing, completed, { kind: 'cancelled' }])(
    'is told together with the task as it now is: %j',
    async (answer) => {
      const { query, record } = await querying(new ScriptedProvider(answer));
      const { polled } = await query();
      expect(polled).toEqual({ task: await record(), answer });
    },
  );

  it('that is unclear is told with the one before, if that was unclear, too', async () => {
    const { query, clock } = await querying(new ScriptedProvider(gone, unauthorized, processing));
    const previous: unknown[] = [];
    for (let poll = 0; poll < 3; poll += 1) {
      const { polled, step } = await query();
      previous.push(polled && 'previous' in polled ? polled.previous : 'none');
      clock.advance(step.waitSeconds * second);
    }
    expect(previous).toEqual(['none', 'not_found', 'unauthorized']);
  });

  it('that is unclear changes nothing of when the next one is due, and the second in a row makes it late', async () => {
    const waitsAfter = async (...answers: ProviderAnswer[]) => {
      const begun = { status: 'processing', model: known.model, createdAt: startOfTests } as const;
      const { query, clock } = await querying(new ScriptedProvider(...answers), begun);
      clock.advance(2.5 * minute);
      const first = (await query()).step.waitSeconds;
      clock.advance(first * second);
      return [first, (await query()).step.waitSeconds];
    };
    const [first = 0, next = 0] = await waitsAfter(processing);
    expect(next).toBeLessThan(40);
    expect(await waitsAfter(unauthorized, processing)).toEqual([first, next]);
    const [same = 0, late = 0] = await waitsAfter(unauthorized, unauthorized);
    expect(same).toBe(first);
    expect(late).toBeGreaterThan(100);
  });

  it.each<ProviderAnswer>([completed, processing, { kind: 'cancelled' }])(
    'is not written where another execution took over meanwhile: %j',
    async (answer) => {
      const setup = await querying({
        poll: async () => {
          await setup.store.change(setup.task, 'restart', { restart: 1 });
          return answer;
        },
      });
      expect(await setup.query()).toMatchObject({ step: { next: 'done' }, superseded: true });
      expect(await setup.record()).toMatchObject({ status: 'queued', restart: 1, queries: 0 });
    },
  );
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
