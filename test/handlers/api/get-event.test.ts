import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { HkdfSigningKeys } from '../../../lambdas/adapters/callbacks/hkdf-signing-keys.ts';
import { WebhookSigner } from '../../../lambdas/adapters/callbacks/webhook-signer.ts';
import { systemClock } from '../../../lambdas/adapters/runtime/system-clock.ts';
import { apiOverFakes } from '../../support/api-client.ts';
import { aDelivery, aTask } from '../../support/records.ts';

const { taskId, callbackUrl } = aTask();
const video = {
  bucket: 'videos',
  key: 'videos/1.mp4',
  contentType: 'video/mp4',
  bytes: 7,
  sha256: 'a'.repeat(64),
};
const conflict = { status: 409, body: { type: 'urn:seedance-relay:problem:nothing-to-redeliver' } };

const master = {
  current: async () => ({ value: 'a master secret that only the tests know', createdAt: 0 }),
  previous: async () => undefined,
};

it('a task’s event is shown as the request that the receiver gets, and its signature holds', async () => {
  const signer = new WebhookSigner(new HkdfSigningKeys(master, systemClock));
  const { call, store } = apiOverFakes({ signer, clock: systemClock });
  await store.add(aTask({ status: 'completed', video }));
  await store.deliveries.add(aDelivery({ event: 'video.completed', state: 'exhausted' }));
  const { status, body } = await call('getEvent', { taskId });
  expect(status).toBe(200);
  expect(body.url).toBe(callbackUrl);
  const { secret } = (await call('getSigningKeys')).body.current;
  expect(new Webhook(secret).verify(body.body, body.headers)).toMatchObject({
    type: 'video.completed',
    data: {
      taskId,
      video: { url: `https://bucket.example/${video.key}?signed` },
      links: { task: `https://api.example/v1/tasks/${taskId}` },
    },
  });
});

it('an event that does not exist yet, or never will, is not shown', async () => {
  const { call, store } = apiOverFakes();
  expect(await call('getEvent', { taskId })).toMatchObject({ status: 404 });
  await store.add(aTask({ status: 'processing' }));
  expect(await call('getEvent', { taskId })).toMatchObject(conflict);
  await store.deliveries.add(aDelivery({ event: 'video.processing' }));
  await store.change({ ...aTask(), restart: 0 }, 'stop', { status: 'stopped' });
  expect(await call('getEvent', { taskId })).toMatchObject(conflict);
});

it('the event of an end is not shown once its task is tried again: the record is not the one that it was made of', async () => {
  const { call, store } = apiOverFakes();
  await store.add(aTask({ status: 'failed', error: { code: 'archive_failed', message: 'no' }, retries: 1 }));
  await store.deliveries.add(aDelivery({ event: 'video.failed', state: 'delivered' }));
  expect(await call('getEvent', { taskId })).toMatchObject(conflict);
  await store.deliveries.add(aDelivery({ number: 2, event: 'video.failed', retries: 1 }));
  expect(await call('getEvent', { taskId })).toMatchObject({ status: 200 });
});
