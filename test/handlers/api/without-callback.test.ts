import { describe, expect, it } from 'vitest';
import { apiOverFakes } from '../../support/api-client.ts';
import { aDelivery, aTask } from '../../support/records.ts';

const silent = { auth: 'apiKey', corsOrigins: [], giveUpAfterSeconds: 600, requireCallback: false } as const;

describe('A task without a callback', () => {
  it.each([undefined, null])('is refused where every task must have one (%j)', async (callbackUrl) => {
    const { call } = apiOverFakes();
    const { status, body } = await call('registerTask', { body: { taskId: 'one', callbackUrl } });
    expect({ status, errors: body.errors }).toEqual({
      status: 400,
      errors: [{ field: 'callbackUrl', detail: 'This field is required' }],
    });
    const creation = { model: 'm', content: [{ type: 'text', text: 'a fox' }], callbackUrl };
    const created = await call('createVideo', { body: creation, headers: { 'Idempotency-Key': 'a' } });
    expect(created).toMatchObject({ status: 400, body: { errors: [{ field: 'callbackUrl' }] } });
  });

  it('is tracked where there is a bus, and is not the same task as one with a callback', async () => {
    const { call } = apiOverFakes({ settings: silent });
    expect(await call('registerTask', { body: { taskId: 'one' } })).toMatchObject({
      status: 202,
      body: { callbackUrl: null, delivery: null },
    });
    expect((await call('registerTask', { body: { taskId: 'one', callbackUrl: null } })).status).toBe(200);
    const callbackUrl = 'https://example.com/hook';
    expect((await call('registerTask', { body: { taskId: 'one', callbackUrl } })).status).toBe(409);
    expect(
      (await call('registerTask', { body: { taskId: 'two', callbackUrl: 'ftp://example.com' } })).status,
    ).toBe(400);
    const creation = { model: 'm', content: [{ type: 'text', text: 'a fox' }] };
    const created = await call('createVideo', { body: creation, headers: { 'Idempotency-Key': 'a' } });
    expect(created).toMatchObject({ status: 202, body: { callbackUrl: null } });
  });

  it('shows its delivery to the bus, and its event, which goes to no address', async () => {
    const { call, store } = apiOverFakes({ settings: silent });
    const { callbackUrl: _, ...task } = aTask({ status: 'failed' });
    await store.add(task);
    await store.deliveries.add(aDelivery({ destination: 'bus', event: 'video.failed' }));
    const { taskId, owner } = task;
    expect(await call('getTask', { taskId, owner })).toMatchObject({
      body: { delivery: { destination: 'bus', state: 'pending' } },
    });
    expect(await call('getEvent', { taskId, owner })).toMatchObject({ status: 200, body: { url: null } });
  });
});

it('A task with both shows the delivery of its callback, and lists both', async () => {
  const { call, store } = apiOverFakes();
  const { taskId, owner } = aTask();
  await store.add(aTask({ status: 'failed' }));
  await store.deliveries.add(aDelivery({ event: 'video.failed', state: 'delivered' }));
  await store.deliveries.add(
    aDelivery({ number: 2, event: 'video.failed', destination: 'bus', beside: true }),
  );
  expect((await call('getTask', { taskId, owner })).body.delivery).toMatchObject({
    destination: 'callback',
    state: 'delivered',
  });
  expect((await call('listDeliveries', { taskId, owner })).body.deliveries).toMatchObject([
    { destination: 'callback' },
    { destination: 'bus' },
  ]);
});
