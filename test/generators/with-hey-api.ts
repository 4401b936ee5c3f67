import * as relay from '../../.local/generated/hey-api/index.js';

const callbackUrl = 'https://example.com/hook';
const path = { taskId: 'video_1' };

/** Calls every route: it is type-checked, and never run. */
export const callAll = async (): Promise<(string | undefined)[]> => {
  const registered = await relay.registerTask({ body: { taskId: 'video_1', callbackUrl } });
  const listed = await relay.listTasks({ query: { status: 'queued', limit: 5 } });
  const shown = await relay.getTask({ path });
  const stopped = await relay.stopTask({ path });
  const video = await relay.getVideo({ path });
  const deliveries = await relay.listDeliveries({ path });
  const event = await relay.getEvent({ path });
  const again = await relay.redeliver({ path });
  const retried = await relay.retryTask({ path });
  const created = await relay.createVideo({
    headers: { 'Idempotency-Key': 'order-7' },
    body: { model: 'seedance_1_5_pro_720p', content: [{ type: 'text', text: 'A fox' }], callbackUrl },
  });
  const started = await relay.startRecovery({ body: { since: '2026-01-31T12:00:00Z' } });
  const recovery = await relay.getRecovery({ path: { recoveryId: 'recovery' } });
  const ended = await relay.stopRecovery({ path: { recoveryId: 'recovery' } });
  const estimates = await relay.listEstimates();
  const tried = await relay.sendTestEvent({ body: { callbackUrl } });
  const checked = await relay.checkProvider({ path: { provider: 'seedance' }, body: { body: {} } });
  const keys = await relay.getSigningKeys();
  const document = await relay.getDocument();
  const page = await relay.getConsole();
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
