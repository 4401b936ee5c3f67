import { beforeEach, describe, expect, it, vi } from 'vitest';
import { deliverEvent } from '../../../lambdas/domain/bus/deliver-event.ts';
import type { EventBus } from '../../../lambdas/domain/bus/event-bus.ts';
import type { Task } from '../../../lambdas/domain/task/task.ts';
import { minute, second } from '../../../lambdas/domain/task/time.ts';
import {
  clock,
  delivery,
  deps,
  executions,
  key,
  refused,
  setUp,
  signer,
  startAfresh,
  store,
} from '../../support/delivering.ts';
import { ScriptedBus } from '../../support/fakes/scripted-bus.ts';
import { ScriptedCallbacks } from '../../support/fakes/scripted-callbacks.ts';
import { aDelivery, aTask, startOfTests } from '../../support/records.ts';

beforeEach(startAfresh);

const beside = { number: 2, destination: 'bus', beside: true } as const;
const throttled = { kind: 'failed', failure: 'refused', reason: 'ThrottlingException' } as const;
/** The first turn, as of the execution that has just recorded the end. */
const firstTurn = (callbacks: ScriptedCallbacks, bus: EventBus, number = 1, more: object = {}) =>
  deliverEvent({ ...deps(callbacks, bus), ...more })({
    ...key,
    restart: 0,
    delivery: number,
    handsOver: true,
  });
const bothAt = async (task: Partial<Task> = {}) => setUp(task, {}, beside);

describe('The first turn of a delivery', () => {
  it('puts on the bus what it posts to the callback URL, under the same id', async () => {
    await bothAt();
    const callbacks = new ScriptedCallbacks({});
    const bus = new ScriptedBus();
    const { step, settled, beside: other } = await firstTurn(callbacks, bus);
    expect({ step, settled, other }).toMatchObject({
      step: { delivery: 1, next: 'done' },
      settled: { state: 'delivered', attempts: 1, delayMillis: 0 },
      other: { settled: { state: 'delivered', attempts: 1 } },
    });
    expect(other?.settled).not.toHaveProperty('delayMillis');
    const [{ content } = { content: undefined }] = callbacks.sent;
    const [event] = bus.events;
    expect(event).toMatchObject({ type: 'video.completed', at: startOfTests });
    const { id, owner, ...body } = JSON.parse(event?.detail ?? '');
    const posted = JSON.parse(content?.body ?? '');
    expect({ id, owner }).toEqual({ id: content?.id, owner: key.owner });
    // Each has a link of its own.
    for (const one of [body, posted]) one.data.video.url = 'a link';
    expect(body).toEqual(posted);
    expect(await delivery(2)).toMatchObject({ state: 'delivered', attempts: 1, settledAt: startOfTests });
    expect((await store.deliveries.attempts(key)).map(({ number, answer }) => [number, answer])).toEqual([
      [1, undefined],
      [2, 'bus-id'],
    ]);
    expect(executions.started).toEqual([]);
  });

  it('waits for no bus before it calls, and ends the callback’s delivery while the bus hangs', async () => {
    await bothAt();
    const callbacks = new ScriptedCallbacks({});
    const bus = new ScriptedBus();
    let letGo = () => {};
    bus.until = new Promise<void>((done) => {
      letGo = done;
    });
    const turn = firstTurn(callbacks, bus);
    await vi.waitFor(async () => expect(await delivery(1)).toMatchObject({ state: 'delivered' }));
    expect(await delivery(2)).toMatchObject({ state: 'pending', attempts: 0 });
    letGo();
    expect((await turn).beside?.settled).toMatchObject({ state: 'delivered' });
  });

  it('lets the bus have the event while the callback hangs', async () => {
    await bothAt();
    const hanging = { send: () => new Promise<never>(() => {}) };
    void firstTurn(new ScriptedCallbacks({}), new ScriptedBus(), 1, { callbacks: hanging });
    await vi.waitFor(async () => expect(await delivery(2)).toMatchObject({ state: 'delivered' }));
    expect(await delivery(1)).toMatchObject({ state: 'pending' });
  });

  it('gives each that failed an execution of its own, by the same schedule', async () => {
    await bothAt();
    const { step, beside: other } = await firstTurn(
      new ScriptedCallbacks(refused),
      new ScriptedBus(throttled),
    );
    expect(step).toMatchObject({ next: 'done', delivery: 1 });
    expect(other?.attempt).toMatchObject({ number: 2, failure: 'refused', reason: 'ThrottlingException' });
    const both = [1, 2].map((number) => ({ ...key, restart: 1, delivery: number, waitSeconds: 5 }));
    expect([...executions.started].sort((a, b) => (a.delivery ?? 0) - (b.delivery ?? 0))).toEqual(both);
    for (const number of [1, 2]) {
      expect(await delivery(number)).toMatchObject({
        state: 'pending',
        restart: 1,
        nextAttemptAt: startOfTests + 5 * second,
        leaseUntil: startOfTests + 5 * second + 10 * minute,
      });
    }
  });

  it('puts the event on the bus although the callback cannot be signed, and once only', async () => {
    await bothAt();
    const bus = new ScriptedBus();
    const callbacks = new ScriptedCallbacks({});
    signer.failing = true;
    await expect(firstTurn(callbacks, bus)).rejects.toThrow('cannot be read');
    expect(await delivery(2)).toMatchObject({ state: 'delivered' });
    signer.failing = false;
    expect((await firstTurn(callbacks, bus)).settled).toMatchObject({ state: 'delivered' });
    expect(bus.events).toHaveLength(1);
  });

  it('is repeated for the bus if its end could not be stored, and does not call twice', async () => {
    await bothAt();
    const callbacks = new ScriptedCallbacks({});
    const bus = new ScriptedBus();
    const { change } = store.deliveries;
    const broken: typeof change = async (held, news) => {
      if (held.number === 2) throw new Error('down');
      return change(held, news);
    };
    const deliveries = { ...store.deliveries, change: broken };
    await expect(firstTurn(callbacks, bus, 1, { deliveries })).rejects.toThrow('down');
    expect(await delivery(1)).toMatchObject({ state: 'delivered' });
    await firstTurn(callbacks, bus);
    expect(callbacks.sent).toHaveLength(1);
    expect(bus.events.map(({ detail }) => JSON.parse(detail).id)).toEqual([
      aDelivery().eventId,
      aDelivery().eventId,
    ]);
    expect(await delivery(2)).toMatchObject({ state: 'delivered' });
  });
});

describe('A delivery to the bus', () => {
  it.each([{ restart: 1 }, { attempts: 1 }, { eventId: 'msg_other' }])(
    'that is in other hands (%j) is not tried by the callback’s turn',
    async (fields) => {
      await setUp({}, {}, { ...beside, ...fields });
      const bus = new ScriptedBus();
      await firstTurn(new ScriptedCallbacks({}), bus);
      expect(bus.events).toEqual([]);
    },
  );

  it('is not tried by a redelivery of the callback', async () => {
    await setUp({}, {}, beside, { number: 3 });
    const bus = new ScriptedBus();
    await firstTurn(new ScriptedCallbacks({}), bus, 3);
    expect(bus.events).toEqual([]);
  });

  it('is not withdrawn because the callback is sent again, nor the other way round', async () => {
    await setUp({}, {}, beside, { number: 3 }, { number: 4, destination: 'bus', beside: true });
    const bus = new ScriptedBus();
    const callbacks = new ScriptedCallbacks({});
    for (const number of [1, 2, 3, 4]) {
      await deliverEvent(deps(callbacks, bus))({ ...key, restart: 0, delivery: number });
    }
    const states = await Promise.all([1, 2, 3, 4].map(async (number) => (await delivery(number))?.state));
    expect(states).toEqual(['withdrawn', 'withdrawn', 'delivered', 'delivered']);
    await setUp(
      { taskId: 'other' },
      { taskId: 'other' },
      { ...beside, taskId: 'other', restart: 1 },
      { taskId: 'other', number: 3 },
    );
    await deliverEvent(deps(callbacks, bus))({ ...key, taskId: 'other', restart: 1, delivery: 2 });
    expect(await store.deliveries.find({ ...key, taskId: 'other', number: 2 })).toMatchObject({
      state: 'delivered',
    });
  });

  it('of a task without a callback goes through the whole schedule, and no receiver is called', async () => {
    const { callbackUrl: _, ...silent } = aTask({ status: 'failed', finishedAt: startOfTests });
    await store.add(silent);
    await store.deliveries.add(aDelivery({ destination: 'bus', event: 'video.failed' }));
    const callbacks = new ScriptedCallbacks({});
    const bus = new ScriptedBus(throttled);
    for (;;) {
      const { step } = await deliverEvent(deps(callbacks, bus))({ ...key, restart: 0, delivery: 1 });
      if (step.next === 'done') break;
      clock.advance(step.waitSeconds * second);
    }
    expect(bus.events).toHaveLength(10);
    expect(await delivery()).toMatchObject({ state: 'exhausted', attempts: 10 });
    expect(callbacks.sent).toEqual([]);
  });

  it('fails where the deployment has no bus any more, and can succeed once it has one again', async () => {
    await setUp({}, {}, { ...beside, restart: 1 });
    const turn = (...bus: EventBus[]) =>
      deliverEvent(deps(new ScriptedCallbacks({}), ...bus))({ ...key, restart: 1, delivery: 2 });
    expect((await turn()).attempt).toMatchObject({ failure: 'no_bus' });
    clock.advance(5 * second);
    expect((await turn(new ScriptedBus())).settled).toMatchObject({ state: 'delivered', attempts: 2 });
  });
});
