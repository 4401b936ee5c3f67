import { beforeEach, describe, expect, it } from 'vitest';
import { deliverEvent } from '../../../lambdas/domain/bus/deliver-event.ts';
import { hostKey, slotLease } from '../../../lambdas/domain/callbacks/host-slots.ts';
import { day, hour, second } from '../../../lambdas/domain/task/time.ts';
import {
  clock,
  deliver,
  delivery,
  deps,
  hosts,
  key,
  refused,
  runToEnd,
  setUp,
  startAfresh,
  store,
} from '../../support/delivering.ts';
import { ScriptedCallbacks } from '../../support/fakes/scripted-callbacks.ts';
import { startOfTests } from '../../support/records.ts';

beforeEach(startAfresh);

const host = 'example.com:443';
/** Of one slot in all. */
const takeTheSlot = () => hosts.claim(host, clock.now());

describe('An attempt whose host has requests enough', () => {
  it('waits, and is none', async () => {
    await setUp();
    await takeTheSlot();
    const callbacks = new ScriptedCallbacks({});
    const { step, attempt, putOff } = await deliver(callbacks);
    expect(step).toMatchObject({ next: 'deliver', waitSeconds: 1 });
    expect([attempt, putOff]).toEqual([undefined, true]);
    expect(callbacks.sent).toEqual([]);
    expect(await store.deliveries.attempts(key)).toEqual([]);
    expect(await delivery()).toMatchObject({
      state: 'pending',
      attempts: 0,
      putOffs: 1,
      nextAttemptAt: startOfTests + second,
    });
  });

  it('comes less and less often, and is made as soon as it finds a slot', async () => {
    await setUp();
    const callbacks = new ScriptedCallbacks(refused, {});
    const waits: number[] = [];
    for (let n = 0; n < 15; n += 1) {
      await takeTheSlot();
      const { step } = await deliver(callbacks);
      waits.push(step.waitSeconds);
      clock.advance(step.waitSeconds * second);
    }
    expect(waits.slice(0, 6)).toEqual([1, 2, 4, 8, 16, 32]);
    expect(waits.slice(-2)).toEqual([hour / second, hour / second]);
    clock.advance(slotLease);
    expect((await deliver(callbacks)).attempt).toMatchObject({ attempt: 1, status: 503 });
    expect(await delivery()).not.toHaveProperty('putOffs');
    clock.advance(5 * second);
    expect((await deliver(callbacks)).settled).toMatchObject({ state: 'delivered', attempts: 2 });
  });

  it('is handed over to an execution of its own where its state machine goes on with nothing', async () => {
    await setUp();
    await takeTheSlot();
    const started: unknown[] = [];
    const executions = { start: async (input: object) => void started.push(input) };
    const run = deliverEvent({ ...deps(new ScriptedCallbacks({})), executions });
    const { step } = await run({ ...key, restart: 0, delivery: 1, handsOver: true });
    expect(step.next).toBe('done');
    expect(started).toEqual([{ ...key, restart: 1, delivery: 1, waitSeconds: 1 }]);
    expect(await delivery()).toMatchObject({ attempts: 0, putOffs: 1, restart: 1 });
  });

  it('is given up when the record is about to be deleted', async () => {
    await setUp({}, { requestedAt: startOfTests - 10 * day });
    await takeTheSlot();
    const { step, settled } = await deliver(new ScriptedCallbacks({}));
    expect(step.next).toBe('done');
    expect(settled).toEqual({ state: 'exhausted', attempts: 0 });
  });
});

describe('The slot of an attempt', () => {
  const free = async () => (await takeTheSlot()).kind === 'slot';

  it('is taken while the request is under way, and free afterwards', async () => {
    await setUp();
    const callbacks = new ScriptedCallbacks(refused);
    const seen: Promise<boolean>[] = [];
    callbacks.during = () => seen.push(free());
    await deliver(callbacks);
    expect(await Promise.all(seen)).toEqual([false]);
    expect(await free()).toBe(true);
  });

  it('is given back where there is no time for the request any more', async () => {
    const processing = { event: 'video.processing' } as const;
    await setUp({ status: 'processing', nextQueryAt: startOfTests + 20 * second }, processing);
    const slowHosts = {
      claim: async (name: string, now: number) => {
        clock.advance(5 * second);
        return hosts.claim(name, now);
      },
      release: hosts.release.bind(hosts),
    };
    const callbacks = new ScriptedCallbacks({});
    const run = deliverEvent({ ...deps(callbacks), hosts: slowHosts });
    expect((await run({ ...key, restart: 0, delivery: 1 })).step.next).toBe('deliver');
    expect(callbacks.sent).toEqual([]);
    expect(await free()).toBe(true);
  });

  it('that cannot be given back changes nothing of the attempt', async () => {
    await setUp();
    const stuck = { claim: hosts.claim.bind(hosts), release: () => Promise.reject(new Error('down')) };
    const run = deliverEvent({ ...deps(new ScriptedCallbacks({})), hosts: stuck });
    const result = await run({ ...key, restart: 0, delivery: 1 });
    expect(result.settled).toMatchObject({ state: 'delivered' });
    expect(result.slotFailure?.message).toBe('down');
    expect(await store.deliveries.attempts(key)).toHaveLength(1);
  });

  it('that cannot be asked for fails the step, and uses up no attempt', async () => {
    await setUp();
    const down = { claim: () => Promise.reject(new Error('down')), release: async () => {} };
    const callbacks = new ScriptedCallbacks({});
    const run = deliverEvent({ ...deps(callbacks), hosts: down });
    await expect(run({ ...key, restart: 0, delivery: 1 })).rejects.toThrow('down');
    expect(callbacks.sent).toEqual([]);
    await runToEnd(callbacks);
    expect(await delivery()).toMatchObject({ state: 'delivered', attempts: 1 });
  });

  it.each([
    ['https://Hooks.Example.COM./a?b', 'hooks.example.com:443'],
    ['https://hooks.example.com:8443/', 'hooks.example.com:8443'],
    ['http://[::1]:80/', '::1:80'],
    ['https://0x7f.1/', '127.0.0.1:443'],
  ])('is that of the host which is dialled: %s', (url, expected) => {
    expect(hostKey(url)).toBe(expected);
  });
});
