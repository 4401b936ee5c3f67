import createClient from 'openapi-fetch';
import type { paths } from '../../.local/generated/openapi-typescript.js';

const client = createClient<paths>({
  baseUrl: 'https://relay.example.com/v1',
  headers: { 'x-api-key': 'key' },
});
const callbackUrl = 'https://example.com/hook';
const path = { taskId: 'video_1' };

/** Calls every route: it is type-checked, and never run. */
export const callAll = async (): Promise<(string | undefined)[]> => {
  const registered = await client.POST('/tasks', { body: { taskId: 'video_1', callbackUrl } });
  const listed = await client.GET('/tasks', { params: { query: { status: 'queued', limit: 5 } } });
  const shown = await client.GET('/tasks/{taskId}', { params: { path } });
  const stopped = await client.DELETE('/tasks/{taskId}', { params: { path } });
  const video = await client.GET('/tasks/{taskId}/video', { params: { path } });
  const deliveries = await client.GET('/tasks/{taskId}/deliveries', { params: { path } });
  const event = await client.GET('/tasks/{taskId}/event', { params: { path } });
  const again = await client.POST('/tasks/{taskId}/redeliver', { params: { path } });
  const retried = await client.POST('/tasks/{taskId}/retry', { params: { path } });
  const created = await client.POST('/videos', {
    params: { header: { 'Idempotency-Key': 'order-7' } },
    body: { model: 'seedance_1_5_pro_720p', content: [{ type: 'text', text: 'A fox' }], callbackUrl },
  });
  const started = await client.POST('/deliveries/recover', { body: { since: '2026-01-31T12:00:00Z' } });
  const recoveryId = 'recovery';
  const recovery = await client.GET('/deliveries/recoveries/{recoveryId}', {
    params: { path: { recoveryId } },
  });
  const ended = await client.DELETE('/deliveries/recoveries/{recoveryId}', {
    params: { path: { recoveryId } },
  });
  const estimates = await client.GET('/estimates');
  const tried = await client.POST('/test-event', { body: { callbackUrl } });
  const checked = await client.POST('/providers/{provider}/check', {
    params: { path: { provider: 'seedance' } },
    body: { body: {} },
  });
  const keys = await client.GET('/signing-keys');
  const document = await client.GET('/openapi.json');
  const page = await client.GET('/console');
  const problems = [
    stopped,
    video,
    event,
    again,
    retried,
    started,
    recovery,
    ended,
    tried,
    checked,
    document,
    page,
  ];
  return [
    ...problems.map(({ error }) => error?.title),
    registered.error?.type,
    listed.data?.tasks[0]?.taskId,
    shown.data?.video?.sha256,
    deliveries.data?.deliveries[0]?.attempts[0]?.failure ?? undefined,
    created.data?.taskId,
    estimates.data?.estimates[0]?.model,
    keys.data?.current.secret,
  ];
};
