import { beforeEach, describe, expect, it } from 'vitest';
import { day, hour, second } from '../../../lambdas/domain/task/time.ts';
import { redeliver } from '../../../lambdas/domain/tracking/redeliver.ts';
import {
  clock,
  deliver,
  delivery,
  emptyStore,
  key,
  refused,
  runToEnd,
  setUp,
  startAfresh,
  store,
} from '../../support/delivering.ts';
import { MemoryExecutions } from '../../support/fakes/memory-executions.ts';
import { ScriptedCallbacks } from '../../support/fakes/scripted-callbacks.ts';
import { aDelivery, startOfTests } from '../../support/records.ts';

beforeEach(startAfresh);

describe('Redelivering', () => {
  const executions = () => new MemoryExecutions();
  const again = (started: MemoryExecutions) =>
    redeliver({ tasks: store, deliveries: store.deliveries, executions: started, clock })(key);

  it.each(['delivered', 'exhausted', 'gone', 'withdrawn'] as const)(
    'sends the event again after %s: the same id, a fresh link, a schedule of its own',
    async (state) => {
      await setUp({}, { state, attempts: 7 });
      const started = executions();
      const result = await again(started);
      expect(result).toMatchObject({
        kind: 'started',
        delivery: { number: 2, state: 'pending', attempts: 0 },
      });
      expect(started.started).toEqual([{ ...key, restart: 0, delivery: 2 }]);
      const callbacks = new ScriptedCallbacks(refused);
      await runToEnd(callbacks, 2);
      expect(callbacks.sent).toHaveLength(10);
      expect(callbacks.sent[0]?.content.id).toBe(aDelivery().eventId);
      expect(await delivery(1)).toMatchObject({ state, attempts: 7 });
    },
  );

  it.each(['delivered', 'exhausted', 'gone', 'pending'] as const)(
    'takes the place of the delivery before in the lists: %s',
    async (state) => {
      const listed = async (by: 'delivered' | 'exhausted' | 'gone' | 'pending') => {
        const page = await store.deliveries.list({ owner: key.owner, state: by, limit: 10 });
        return page.deliveries.map(({ number }) => number);
      };
      await setUp({}, { state });
      expect(await listed(state)).toEqual([1]);
      await again(executions());
      expect(await listed('pending')).toEqual([2]);
      if (state !== 'pending') expect(await listed(state)).toEqual([]);
    },
  );

  it('leaves no list with a delivery that settled while it was to be withdrawn', async () => {
    await setUp();
    const { change } = store.deliveries;
    const late = {
      ...store.deliveries,
      change: async (...args: Parameters<typeof change>) => {
        await change({ ...key, number: 1, restart: 0 }, { state: 'exhausted', leaseUntil: undefined });
        return change(...args);
      },
    };
    await redeliver({ tasks: store, deliveries: late, executions: executions(), clock })(key);
    expect(await delivery(1)).toMatchObject({ state: 'exhausted' });
    const page = await store.deliveries.list({ owner: key.owner, state: 'exhausted', limit: 10 });
    expect(page.deliveries).toEqual([]);
  });

  it('takes the place of a delivery that is pending', async () => {
    await setUp();
    await again(executions());
    expect(await delivery(1)).toMatchObject({ state: 'withdrawn' });
    const old = new ScriptedCallbacks({});
    expect((await deliver(old, 1)).step.next).toBe('done');
    expect(old.sent).toEqual([]);
    expect((await deliver(old, 2)).settled).not.toHaveProperty('delayMillis');
  });

  it('takes its place even where withdrawing it came too late', async () => {
    await setUp({}, {}, { number: 2 });
    const old = new ScriptedCallbacks({});
    expect((await deliver(old, 1)).settled).toMatchObject({ state: 'withdrawn' });
    expect(old.sent).toEqual([]);
  });

  it('numbers on where another redelivery was faster', async () => {
    await setUp({}, { state: 'delivered' });
    const [one, other] = await Promise.all([again(executions()), again(executions())]);
    const numbers = [one, other].map((each) => (each.kind === 'started' ? each.delivery.number : 0));
    expect(numbers.sort()).toEqual([2, 3]);
  });

  it('leaves a delivery that the sweep finds where the execution could not be started', async () => {
    await setUp({}, { state: 'exhausted' });
    const failing = Object.assign(executions(), { start: () => Promise.reject(new Error('throttled')) });
    expect(await again(failing)).toMatchObject({ kind: 'started', startFailure: new Error('throttled') });
    expect((await delivery(2))?.leaseUntil).toBeGreaterThan(clock.now());
  });

  it('keeps a record that is about to be deleted until the last attempt is made', async () => {
    const expiresAt = startOfTests + hour;
    await setUp({ expiresAt }, { state: 'delivered', expiresAt });
    await again(executions());
    const callbacks = new ScriptedCallbacks({ ...refused, retryAfterSeconds: (30 * day) / second });
    await runToEnd(callbacks, 2);
    expect(callbacks.sent).toHaveLength(10);
    expect((await store.find(key))?.expiresAt).toBeGreaterThan(clock.now());
  });

  it('does not keep a record for less than it was to be kept, nor one that is kept for ever', async () => {
    const expiresAt = startOfTests + 80 * day;
    await setUp({ expiresAt }, { state: 'delivered', expiresAt });
    await again(executions());
    expect((await store.find(key))?.expiresAt).toBe(expiresAt);
    emptyStore();
    await setUp({}, { state: 'delivered' });
    await again(executions());
    expect(await store.find(key)).not.toHaveProperty('expiresAt');
  });

  it('ends somewhere', async () => {
    await setUp({}, { state: 'delivered', number: 99 });
    expect(await again(executions())).toMatchObject({ kind: 'started' });
    expect(await again(executions())).toEqual({ kind: 'too_many' });
  });

  it('has nothing to send before the end, without a first delivery, or of an unknown task', async () => {
    expect(await again(executions())).toEqual({ kind: 'not_found' });
    await setUp({ status: 'processing' }, { event: 'video.processing' });
    expect(await again(executions())).toEqual({ kind: 'no_event' });
    emptyStore();
    await setUp({ status: 'stopped' }, { event: 'video.processing', state: 'delivered' });
    expect(await again(executions())).toEqual({ kind: 'no_event' });
  });
});
