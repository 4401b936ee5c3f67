import { beforeEach, describe, expect, it } from 'vitest';
import { deliverEvent } from '../../../lambdas/domain/bus/deliver-event.ts';
import type { HostReport } from '../../../lambdas/domain/callbacks/host-slots.ts';
import { day, minute, second } from '../../../lambdas/domain/task/time.ts';
import {
  clock,
  deliver,
  delivery,
  deps,
  hosts,
  key,
  setUp,
  startAfresh,
  store,
} from '../../support/delivering.ts';
import { ScriptedCallbacks } from '../../support/fakes/scripted-callbacks.ts';
import { startOfTests } from '../../support/records.ts';

beforeEach(startAfresh);
const input = { ...key, restart: 0, delivery: 1 };

describe('A delivery', () => {
  it('is withdrawn if its task or its own record was deleted, and sends nothing', async () => {
    const callbacks = new ScriptedCallbacks({});
    expect((await deliver(callbacks)).step.next).toBe('done');
    await setUp({}, { number: 2 });
    expect((await deliver(callbacks, 1)).step.next).toBe('done');
    const gone = { ...store, view: async () => undefined };
    const result = await deliverEvent({ ...deps(callbacks), tasks: gone })({ ...input, delivery: 2 });
    expect(result.settled).toEqual({ state: 'withdrawn', attempts: 0 });
    expect(await delivery(2)).toMatchObject({ state: 'withdrawn' });
    expect(callbacks.sent).toEqual([]);
  });

  it('claims no slot while it is not to be sent yet', async () => {
    await setUp({}, { nextAttemptAt: startOfTests + minute });
    let claims = 0;
    hosts.claim = async () => {
      claims += 1;
      return { kind: 'busy', comeAt: 0 };
    };
    expect((await deliver(new ScriptedCallbacks({}))).step.waitSeconds).toBe(60);
    expect(claims).toBe(0);
  });

  it('tells the slots how its host answered, and nothing if it was not called', async () => {
    const reports: (HostReport | undefined)[] = [];
    const watched = () => {
      const [claim, release] = [hosts.claim.bind(hosts), hosts.release.bind(hosts)];
      hosts.release = async (slot, report) => {
        reports.push(report);
        return release(slot, report);
      };
      return claim;
    };
    await setUp();
    watched();
    await deliver(new ScriptedCallbacks({ kind: 'failed', status: 503, milliseconds: 40 }));
    expect(reports).toEqual([{ healthy: false, milliseconds: 40 }]);
    startAfresh();
    const claim = watched();
    hosts.claim = async (host, now) => {
      // Meanwhile the next poll has come so near that the end may be found during the request.
      clock.advance(10 * second);
      return claim(host, now);
    };
    await setUp(
      { status: 'processing', nextQueryAt: startOfTests + 20 * second },
      { event: 'video.processing' },
    );
    const callbacks = new ScriptedCallbacks({});
    expect((await deliver(callbacks)).step).toMatchObject({ next: 'deliver', waitSeconds: 20 });
    expect(callbacks.sent).toEqual([]);
    expect(reports).toEqual([{ healthy: false, milliseconds: 40 }, undefined]);
  });

  it('leaves an attempt that is kept as long as it is, or as anything', async () => {
    const expiresAt = startOfTests + 5 * day;
    await setUp({}, { expiresAt });
    await deliver(new ScriptedCallbacks({}));
    expect((await store.deliveries.attempts(key))[0]).toMatchObject({ expiresAt });
    const { retainMillis: _, ...keeping } = deps(new ScriptedCallbacks({}));
    startAfresh();
    await setUp();
    await deliverEvent({ ...keeping, tasks: store, deliveries: store.deliveries, hosts })(input);
    const [attempt] = await store.deliveries.attempts(key);
    expect(attempt).not.toHaveProperty('expiresAt');
    expect(attempt).not.toHaveProperty('nextAttemptAt');
    expect(await delivery()).not.toHaveProperty('expiresAt');
  });

  it('says how late the receiver learnt of the end, if that was the first time', async () => {
    await setUp(
      {},
      { event: 'video.processing', state: 'delivered' },
      { number: 2, event: 'video.completed' },
      { number: 3, event: 'video.completed', eventId: 'again' },
    );
    clock.advance(minute);
    expect((await deliver(new ScriptedCallbacks({}), 3)).settled).not.toHaveProperty('delayMillis');
    startAfresh();
    await setUp({}, { event: 'video.processing', state: 'delivered' }, { number: 2 });
    clock.advance(minute);
    expect((await deliver(new ScriptedCallbacks({}), 2)).settled?.delayMillis).toBe(minute);
  });

  it('says nothing of how late, if nobody knows when the end was', async () => {
    await setUp({ finishedAt: undefined } as never);
    expect((await deliver(new ScriptedCallbacks({}))).settled).not.toHaveProperty('delayMillis');
  });

  it('asks for no link to a video that its event does not have', async () => {
    await setUp({ status: 'failed' }, { event: 'video.failed' });
    const asked: unknown[] = [];
    const videoLinks = {
      to: async (video: unknown) => {
        asked.push(video);
        return { url: 'https://s3/x', expiresAt: 0 };
      },
    };
    await deliverEvent({ ...deps(new ScriptedCallbacks({})), videoLinks })(input);
    expect(asked).toEqual([]);
  });

  it('ends quietly if another execution took it over during the attempt', async () => {
    await setUp();
    const callbacks = new ScriptedCallbacks({});
    callbacks.during = () => {
      void store.deliveries.change({ ...key, number: 1, restart: 0 }, { restart: 1 });
    };
    const { step, settled } = await deliver(callbacks);
    expect(step.next).toBe('done');
    expect(settled).toBeUndefined();
    expect(await delivery()).toMatchObject({ state: 'pending', restart: 1 });
  });
});
