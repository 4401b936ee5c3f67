import { beforeEach, describe, expect, it } from 'vitest';
import { recoverDeliveries } from '../../../lambdas/domain/recovery/recover-deliveries.ts';
import { type RecoverableState, recoveriesPerSecond } from '../../../lambdas/domain/recovery/recovery.ts';
import { countRecoverable, startRecovery } from '../../../lambdas/domain/recovery/start-recovery.ts';
import { stopRecovery } from '../../../lambdas/domain/recovery/stop-recovery.ts';
import type { Delivery } from '../../../lambdas/domain/task/delivery.ts';
import { hour, minute, second } from '../../../lambdas/domain/task/time.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { MemoryExecutions } from '../../support/fakes/memory-executions.ts';
import { MemoryRecoveries } from '../../support/fakes/memory-recoveries.ts';
import { MemoryStore } from '../../support/fakes/memory-store.ts';
import { aDelivery, aTask, startOfTests } from '../../support/records.ts';

let store: MemoryStore;
let recoveries: MemoryRecoveries;
let executions: MemoryExecutions;
let clock: ManualClock;
/** How many executions there were at each time. */
let begun: Map<number, number>;
/** Whether each delivery has its first attempt as soon as it is begun. */
let tried: boolean;
beforeEach(() => {
  store = new MemoryStore();
  recoveries = new MemoryRecoveries();
  executions = new MemoryExecutions();
  clock = new ManualClock(startOfTests + 3 * hour);
  begun = new Map();
  tried = true;
});

const owner = 'owner1';
const key = { owner, id: 'job' };
const input = { owner, recovery: 'job', restart: 0 };
const deps = () => ({
  tasks: store,
  deliveries: store.deliveries,
  recoveries,
  executions: {
    start: async (given: Parameters<typeof executions.start>[0]) => {
      begun.set(clock.now(), (begun.get(clock.now()) ?? 0) + 1);
      await executions.start(given);
      if (tried && 'taskId' in given) {
        const { taskId, restart, delivery: number = 0 } = given;
        await store.deliveries.change({ owner, taskId, number, restart }, { attempts: 1 });
      }
    },
  },
  clock,
  waitUntil: async (time: number) => clock.advance(Math.max(0, time - clock.now())),
});
const add = async (taskId: string, fields: Partial<Delivery> = {}, taskOwner = owner) => {
  await store.add(aTask({ owner: taskOwner, taskId, status: 'failed' }));
  const ended = { state: 'exhausted', event: 'video.failed', leaseUntil: undefined, ...fields } as const;
  await store.deliveries.add(aDelivery({ owner: taskOwner, taskId, ...ended } as Partial<Delivery>));
};
const addMany = async (count: number) => {
  for (let n = 0; n < count; n += 1) await add(`task${n}`, { requestedAt: startOfTests + n * second });
};
const begin = (fields: { since?: number; until?: number; states?: RecoverableState[] } = {}) =>
  startRecovery({ recoveries, executions, clock })(key, {
    since: startOfTests,
    until: clock.now(),
    states: ['exhausted'],
    ...fields,
  });
/** As the state machine does. */
const runToEnd = async () => {
  for (;;) {
    const { step } = await recoverDeliveries(deps())(input);
    if (step.next === 'done') return recoveries.find(key);
    clock.advance(step.waitSeconds * second);
  }
};
const deliveriesOf = async (taskId: string) => (await store.view({ owner, taskId }))?.deliveries ?? [];

describe('Recovering a range of deliveries', () => {
  it('sends each again once, under its event id, ten a second at most, oldest first', async () => {
    await addMany(1_000);
    await begin();
    const ended = await runToEnd();
    expect(ended).toMatchObject({ state: 'done', sent: 1_000, skipped: 0 });
    expect(ended).not.toHaveProperty('leaseUntil');
    const deliveries = executions.started.slice(1);
    expect(deliveries).toHaveLength(1_000);
    expect(deliveries.slice(0, 3)).toMatchObject([
      { taskId: 'task0' },
      { taskId: 'task1' },
      { taskId: 'task2' },
    ]);
    expect(Math.max(...begun.values())).toBeLessThanOrEqual(recoveriesPerSecond);
    const times = [...begun.keys()];
    expect(times.every((time, index) => index === 0 || time - (times[index - 1] ?? 0) >= second)).toBe(true);
    const [first, again, ...more] = await deliveriesOf('task500');
    expect(again).toMatchObject({ number: 2, state: 'pending', eventId: first?.eventId });
    expect(more).toEqual([]);
  });

  it('means the time and the states that were asked for, and one owner', async () => {
    await add('before', { requestedAt: startOfTests - 1 });
    await add('first', { requestedAt: startOfTests });
    await add('gone', { requestedAt: startOfTests + 1, state: 'gone' });
    await add('delivered', { requestedAt: startOfTests + 1, state: 'delivered' });
    await add('last', { requestedAt: startOfTests + hour });
    await add('after', { requestedAt: startOfTests + hour + 1 });
    await add('theirs', { requestedAt: startOfTests + 1 }, 'other');
    const range = { since: startOfTests, until: startOfTests + hour };
    const states: RecoverableState[] = ['exhausted', 'gone'];
    expect(await countRecoverable(store)(owner, { ...range, states })).toBe(3);
    expect(await countRecoverable(store)(owner, { ...range, states: ['gone'] })).toBe(1);
    expect(executions.started).toEqual([]);
    await begin({ ...range, states });
    expect(await runToEnd()).toMatchObject({ state: 'done', sent: 3 });
    expect(executions.started.slice(1)).toMatchObject([
      { taskId: 'first' },
      { taskId: 'last' },
      { taskId: 'gone' },
    ]);
  });

  it('sends none twice where a turn is run again from any of its writes', async () => {
    await addMany(25);
    await begin();
    let writes = 0;
    const crashing = deps();
    const crash = async <T>(write: Promise<T>): Promise<T> => {
      const result = await write;
      writes += 1;
      if (writes % 7 === 0) throw new Error('crash');
      return result;
    };
    const { add: addDelivery, ...others } = store.deliveries;
    const run = recoverDeliveries({
      ...crashing,
      deliveries: { ...others, add: (delivery) => crash(addDelivery(delivery)) },
      recoveries: {
        add: recoveries.add.bind(recoveries),
        find: recoveries.find.bind(recoveries),
        change: (held, change) => crash(recoveries.change(held, change)),
      },
    });
    for (let tries = 0; tries < 50; tries += 1) {
      try {
        if ((await run(input)).step.next === 'done') break;
      } catch {
        // The state machine takes the step again.
      }
    }
    expect(await recoveries.find(key)).toMatchObject({ state: 'done' });
    for (let n = 0; n < 25; n += 1) expect(await deliveriesOf(`task${n}`)).toHaveLength(2);
  });

  it('sends none twice where two executions are at it', async () => {
    await addMany(40);
    await begin();
    await Promise.all([recoverDeliveries(deps())(input), recoverDeliveries(deps())(input)]);
    await runToEnd();
    for (let n = 0; n < 40; n += 1) expect(await deliveriesOf(`task${n}`)).toHaveLength(2);
  });

  it('leaves alone what its owner sent again meanwhile', async () => {
    await addMany(2);
    await begin();
    const stale = await store.deliveries.list({ owner, state: 'exhausted', limit: 10 });
    await store.deliveries.add(aDelivery({ taskId: 'task0', number: 2, event: 'video.failed' }));
    const behind = { ...store.deliveries, list: async () => ({ deliveries: stale.deliveries }) };
    await recoverDeliveries({ ...deps(), deliveries: behind })(input);
    expect(await recoveries.find(key)).toMatchObject({ sent: 1, skipped: 1 });
    expect(await deliveriesOf('task0')).toHaveLength(2);
  });

  it('never comes upon its own deliveries, however soon they end', async () => {
    await addMany(1);
    await begin({ until: clock.now() + hour });
    expect((await recoveries.find(key))?.until).toBeLessThan(clock.now());
  });

  it('stops within ten deliveries, and what was begun goes on', async () => {
    await addMany(100);
    await begin();
    const stop = stopRecovery({ recoveries, clock });
    const stopping = {
      ...deps(),
      waitUntil: async () => {
        clock.advance(second);
        if (executions.started.length > 20) await stop(key);
      },
    };
    expect((await recoverDeliveries(stopping)(input)).step.next).toBe('done');
    expect(executions.started.length - 1).toBeLessThanOrEqual(40);
    expect(await recoveries.find(key)).toMatchObject({ state: 'stopped' });
    expect(await stop(key)).toMatchObject({ kind: 'stopped' });
    expect(await stop({ ...key, owner: 'other' })).toEqual({ kind: 'not_found' });
    expect((await deliveriesOf('task0')).at(-1)).toMatchObject({ state: 'pending' });
  });

  it('goes on in another turn after a minute, which leaves the function time', async () => {
    await addMany(1_000);
    await begin();
    const began = clock.now();
    const { step } = await recoverDeliveries(deps())(input);
    expect(step).toEqual({ ...input, next: 'recover', waitSeconds: 1 });
    expect(clock.now() - began).toBeLessThan(minute + 2 * second);
  });

  it('waits while what it has begun has not been tried, and goes on after two minutes all the same', async () => {
    await addMany(100);
    await begin();
    tried = false;
    const began = clock.now();
    await recoverDeliveries(deps())(input);
    expect(await recoveries.find(key)).toMatchObject({ sent: 50, state: 'running' });
    expect(clock.now() - began).toBeGreaterThanOrEqual(minute);
    await runToEnd();
    expect(clock.now() - began).toBeGreaterThan(5 * 2 * minute);
    expect(await recoveries.find(key)).toMatchObject({ sent: 100, state: 'done' });
  });

  it('counts the executions that could not be started, whose deliveries the sweep finds', async () => {
    await addMany(3);
    await begin();
    const down = { ...deps(), executions: { start: () => Promise.reject(new Error('down')) } };
    expect((await recoverDeliveries(down)(input)).startFailures).toBe(3);
    expect((await deliveriesOf('task0')).at(-1)?.leaseUntil).toBeGreaterThan(clock.now());
  });
});
