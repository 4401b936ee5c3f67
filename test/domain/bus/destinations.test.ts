import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../lambdas/adapters/runtime/digest.ts';
import { eventId } from '../../../lambdas/domain/callbacks/event-id.ts';
import type { Delivery } from '../../../lambdas/domain/task/delivery.ts';
import type { Task } from '../../../lambdas/domain/task/task.ts';
import { hour, minute } from '../../../lambdas/domain/task/time.ts';
import { listByDelivery } from '../../../lambdas/domain/tracking/list-by-delivery.ts';
import { recordOutcome } from '../../../lambdas/domain/tracking/record-outcome.ts';
import { redeliver } from '../../../lambdas/domain/tracking/redeliver.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { MemoryExecutions } from '../../support/fakes/memory-executions.ts';
import { MemoryStore } from '../../support/fakes/memory-store.ts';
import { ScriptedProvider } from '../../support/fakes/scripted-provider.ts';
import { querying } from '../../support/polling.ts';
import { aDelivery, aTask, startOfTests } from '../../support/records.ts';

const error = { code: 'provider_failed', message: 'no' } as const;
const ended = { status: 'processing', outcome: { status: 'failed', error } } as const;
const { callbackUrl: _, ...withoutCallback } = aTask(ended);

const setUp = async (task: Task, ...deliveries: Partial<Delivery>[]) => {
  const store = new MemoryStore();
  const clock = new ManualClock(startOfTests + minute);
  await store.add(task);
  for (const each of deliveries) await store.deliveries.add(aDelivery({ event: 'video.failed', ...each }));
  const deps = {
    tasks: store,
    deliveries: store.deliveries,
    estimates: { add: async () => {} },
    executions: new MemoryExecutions(),
    clock,
    eventId: (key: Task, event: 'video.failed' | string) => eventId(key, event as 'video.failed', sha256Hex),
  };
  const record = async (hasBus: boolean) => {
    const { step } = await recordOutcome({ ...deps, hasBus })({ ...task, restart: 0 });
    const { deliveries: all = [] } = (await store.view(task)) ?? {};
    return { step, all };
  };
  return { store, deps, record };
};
const shape = (all: readonly Delivery[]) =>
  all.map(({ number, destination = 'callback', beside = false }) => [number, destination, beside]);

describe('The deliveries of an end', () => {
  it('are one without a bus, and two with one, of one event id; the step goes on with the callback’s', async () => {
    const without = await (await setUp(aTask(ended))).record(false);
    expect(shape(without.all)).toEqual([[1, 'callback', false]]);
    const { step, all } = await (await setUp(aTask(ended))).record(true);
    expect(shape(all)).toEqual([
      [1, 'callback', false],
      [2, 'bus', true],
    ]);
    expect(new Set(all.map((each) => each.eventId)).size).toBe(1);
    expect(all[1]?.leaseUntil).toBe(all[0]?.leaseUntil);
    expect(step).toMatchObject({ next: 'deliver', delivery: 1 });
  });

  it.each([true, false])(
    'are one to the bus for a task without a callback (a bus is there: %j)',
    async (hasBus) => {
      const { step, all } = await (await setUp(withoutCallback)).record(hasBus);
      expect(shape(all)).toEqual([[1, 'bus', false]]);
      expect(step).toMatchObject({ next: 'deliver', delivery: 1 });
    },
  );

  it('are completed after a crash between the two, and none is added twice', async () => {
    const { store, deps, record } = await setUp(aTask(ended));
    let left = 1;
    const add: typeof store.deliveries.add = async (each) => {
      if (left-- === 0) throw new Error('crashed');
      return store.deliveries.add(each);
    };
    const crashing = { ...deps, deliveries: { ...store.deliveries, add }, hasBus: true };
    await expect(recordOutcome(crashing)({ ...aTask(), restart: 0 })).rejects.toThrow('crashed');
    expect(shape((await store.view(aTask()))?.deliveries ?? [])).toHaveLength(1);
    await record(true);
    const { all } = await record(true);
    expect(shape(all)).toEqual([
      [1, 'callback', false],
      [2, 'bus', true],
    ]);
  });

  it('go on with the bus where the callback’s has an execution of its own already', async () => {
    const { deps, record, store } = await setUp(aTask(ended));
    const id = deps.eventId(aTask(), 'video.failed');
    await store.deliveries.add(aDelivery({ event: 'video.failed', eventId: id, restart: 1 }));
    expect((await record(true)).step).toMatchObject({ next: 'deliver', delivery: 2 });
  });

  it('are announced to the bus at processing, too, with one execution for both', async () => {
    const provider = new ScriptedProvider({ kind: 'pending', status: 'processing' } as never);
    const { query, store, executions, task } = await querying(
      provider,
      { status: 'processing', events: ['video.processing'], queries: 1 },
      { hasBus: true },
    );
    await query();
    expect(shape((await store.view(task))?.deliveries ?? [])).toEqual([
      [1, 'callback', false],
      [2, 'bus', true],
    ]);
    expect(executions.started).toEqual([{ owner: task.owner, taskId: task.taskId, restart: 0, delivery: 1 }]);
  });
});

describe('With a callback and a bus', () => {
  const exhausted = { state: 'exhausted', attempts: 10 } as const;
  const bus = { number: 2, destination: 'bus', beside: true } as const;

  it('a task is listed by the state of its callback', async () => {
    const { store } = await setUp(
      aTask({ status: 'failed' }),
      { state: 'delivered' },
      { ...bus, ...exhausted },
    );
    const list = async (state: 'delivered' | 'exhausted') =>
      (
        await listByDelivery({ tasks: store, deliveries: store.deliveries })({
          owner: 'owner1',
          state,
          limit: 9,
        })
      ).tasks.length;
    expect({ delivered: await list('delivered'), exhausted: await list('exhausted') }).toEqual({
      delivered: 1,
      exhausted: 0,
    });
    const range = { owner: 'owner1', state: 'exhausted', beside: true, since: startOfTests - hour } as const;
    expect(await store.deliveries.count(range)).toBe(1);
  });

  it.each([
    [undefined, undefined, undefined],
    ['callback', undefined, undefined],
    ['bus', 'bus', true],
  ] as const)('a redelivery to %s replaces that destination’s delivery alone', async (wanted, to, beside) => {
    const { deps, store } = await setUp(aTask({ status: 'failed' }), {}, bus);
    const sent = await redeliver(deps)(aTask(), wanted);
    expect(sent).toMatchObject({ kind: 'started', delivery: { number: 3, state: 'pending' } });
    const [first, second, third] = (await store.view(aTask()))?.deliveries ?? [];
    expect([third?.destination, third?.beside]).toEqual([to, beside]);
    expect([first?.state, second?.state]).toEqual(
      wanted === 'bus' ? ['pending', 'withdrawn'] : ['withdrawn', 'pending'],
    );
  });

  it('a redelivery to a bus that never had the event is none', async () => {
    const { deps } = await setUp(aTask({ status: 'failed' }), {});
    expect(await redeliver(deps)(aTask(), 'bus')).toEqual({ kind: 'no_event' });
  });
});
