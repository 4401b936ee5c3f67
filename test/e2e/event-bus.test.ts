import { describe, expect, it } from 'vitest';
import type { BusDetail } from '../../lambdas/contract/bus-event.ts';
import { startEndToEnd } from './environment.ts';

const denied = { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not from here' };
const throttled = { ErrorCode: 'ThrottlingException', ErrorMessage: 'Slow down' };

interface ShownDelivery {
  readonly destination: string;
  readonly event: string;
  readonly eventId: string;
  readonly state: string;
  readonly attempts: readonly { readonly failure: string | null; readonly reason: string | null }[];
}

describe('an event bus beside the callback, through the whole of it', () => {
  const { environment, track, until, callbacksOf } = startEndToEnd(undefined, {
    eventBus: 'default',
    requireCallback: 'false',
  });
  const bus = () => environment().cloud.eventBus;
  const putFor = (taskId: string) =>
    bus().events.filter(({ detail }) => (detail as unknown as BusDetail).data.taskId === taskId);
  const detailsOf = (taskId: string) => putFor(taskId).map(({ detail }) => detail as unknown as BusDetail);
  const deliveriesOf = async (taskId: string) => {
    const { deliveries } = (await environment().api.call('GET', `/tasks/${taskId}/deliveries`, [200])) as {
      deliveries: readonly ShownDelivery[];
    };
    return deliveries;
  };
  const states = async (taskId: string) =>
    (await deliveriesOf(taskId)).map(({ destination, state }) => `${destination} ${state}`);
  const delivered = (taskId: string) => until(taskId, ({ delivery }) => delivery?.state === 'delivered');

  it('gets every event that the callback gets, under the same id and with the same body', async () => {
    const taskId = await track(
      { generatingSeconds: 1_800 },
      { events: ['video.processing'], metadata: { n: '7' } },
    );
    await delivered(taskId);
    await expect.poll(() => [putFor(taskId).length, callbacksOf(taskId).length]).toEqual([2, 2]);
    const callbacks = callbacksOf(taskId);
    expect(putFor(taskId).map((event) => event['detail-type'])).toEqual([
      'video.processing',
      'video.completed',
    ]);
    for (const [index, { id, owner, ...body }] of detailsOf(taskId).entries()) {
      const posted = JSON.parse(callbacks[index]?.body ?? '') as typeof body;
      expect(id).toBe(callbacks[index]?.eventId);
      expect(owner).toBe(environment().cloud.apiKeyId);
      const link = { url: 'a link', urlExpiresAt: 'then' };
      for (const { data } of [body, posted]) if (data.video) Object.assign(data.video, link);
      expect(body).toEqual(posted);
    }
    const [, completed] = detailsOf(taskId);
    expect(completed?.data.metadata).toEqual({ n: '7' });
    await expect
      .poll(() => states(taskId))
      .toEqual(Array(2).fill(['callback delivered', 'bus delivered']).flat());
  });

  it('is the only place for the events of a task without a callback', async () => {
    const { api, provider } = environment();
    const { taskId } = provider.create({});
    const task = await api.call('POST', '/tasks', [202], { taskId });
    expect(task).toMatchObject({ callbackUrl: null });
    expect((await delivered(taskId)).delivery).toMatchObject({ destination: 'bus', state: 'delivered' });
    expect(putFor(taskId)).toHaveLength(1);
    const { tasks } = (await api.call('GET', '/tasks?delivery=delivered', [200])) as {
      tasks: { taskId: string }[];
    };
    expect(tasks.filter((one) => one.taskId === taskId)).toHaveLength(1);
    await api.call('POST', `/tasks/${taskId}/redeliver`, [202]);
    await expect.poll(() => detailsOf(taskId).length).toBe(2);
    expect(new Set(detailsOf(taskId).map(({ id }) => id)).size).toBe(1);
    await api.call('POST', `/tasks/${taskId}/redeliver?destination=callback`, [409]);
  });

  it('gets what it was down for once it is back, while the callback was on time', async () => {
    bus().refuse(() => denied);
    const taskId = await track({});
    await delivered(taskId);
    expect(callbacksOf(taskId)).toHaveLength(1);
    await expect.poll(async () => (await deliveriesOf(taskId))[1]?.attempts.length).toBeGreaterThan(1);
    expect(putFor(taskId)).toEqual([]);
    const [, waiting] = await deliveriesOf(taskId);
    expect(waiting).toMatchObject({ destination: 'bus', state: 'pending' });
    expect(waiting?.attempts[0]).toMatchObject({ failure: 'refused', reason: denied.ErrorCode });
    bus().refuse();
    await expect.poll(() => putFor(taskId).length).toBe(1);
    await expect.poll(() => states(taskId)).toEqual(['callback delivered', 'bus delivered']);
  });

  it('that hangs delays no callback, and gets the event once it answers again', async () => {
    bus().hang(30_000);
    const taskId = await track({});
    await delivered(taskId);
    expect(callbacksOf(taskId)).toHaveLength(1);
    expect((await deliveriesOf(taskId))[1]).toMatchObject({
      destination: 'bus',
      state: 'pending',
      attempts: [],
    });
    await expect
      .poll(async () => (await deliveriesOf(taskId))[1]?.attempts[0])
      .toMatchObject({ failure: 'timeout' });
    bus().hang(0);
    await expect.poll(() => states(taskId)).toEqual(['callback delivered', 'bus delivered']);
    expect(new Set(detailsOf(taskId).map(({ id }) => id)).size).toBe(1);
  });

  it('that throttles gets the event in the same attempt', async () => {
    let left = 1;
    bus().refuse((entry) =>
      String(entry.Detail).includes('throttled') && left-- > 0 ? throttled : undefined,
    );
    const taskId = await track({}, { metadata: { is: 'throttled' } });
    await expect.poll(() => states(taskId)).toEqual(['callback delivered', 'bus delivered']);
    bus().refuse();
    expect(left).toBe(-1);
    expect((await deliveriesOf(taskId))[1]?.attempts).toMatchObject([{ failure: null }]);
  });

  it('takes the event while the receiver refuses it, and can be given it again alone', async () => {
    const taskId = await track({}, { callbackUrl: 'http://127.0.0.1:9/nobody' });
    await expect.poll(() => states(taskId)).toEqual(['callback pending', 'bus delivered']);
    await environment().api.call('POST', `/tasks/${taskId}/redeliver?destination=bus`, [202]);
    await expect.poll(() => detailsOf(taskId).length).toBe(2);
    await expect.poll(() => states(taskId)).toEqual(['callback pending', 'bus delivered', 'bus delivered']);
    await environment().api.call('POST', `/tasks/${taskId}/redeliver?destination=mars`, [400]);
  });

  it('costs no execution and no transition of its own while it works', async () => {
    const { cloud, provider, api } = environment();
    const taskId = await track({});
    const { taskId: silent } = provider.create({});
    await api.call('POST', '/tasks', [202], { taskId: silent });
    for (const one of [taskId, silent]) {
      await delivered(one);
      await expect
        .poll(async () => (await states(one)).every((state) => state.endsWith('delivered')))
        .toBe(true);
      const own = cloud.executions.list().filter(({ name }) => name.startsWith(one.slice(0, 32)));
      expect(own).toHaveLength(1);
    }
  });
});
