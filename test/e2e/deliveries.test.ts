import { describe, expect, it } from 'vitest';
import type { VideoEvent } from '../../lambdas/contract/video-event.ts';
import { addExhausted, timesReceived } from '../support/exhausted.ts';
import { startEndToEnd } from './environment.ts';

describe('deliveries, through the whole of it', () => {
  const { environment, track, until, callbacksOf } = startEndToEnd();
  const eventsOf = (taskId: string) =>
    callbacksOf(taskId).map(({ body, eventId, verdict }) => ({
      event: JSON.parse(body) as VideoEvent,
      eventId,
      verdict,
    }));
  const delivered = (taskId: string) => until(taskId, ({ delivery }) => delivery?.state === 'delivered');

  it('send video.processing once if it was requested, and the final event afterwards', async () => {
    // Long enough that at this speed, too, the end is not near by the time that a function has started.
    const taskId = await track({ generatingSeconds: 1_800 }, { events: ['video.processing'] });
    await until(taskId, ({ status }) => status === 'completed');
    // The record is final a moment before it shows the delivery of its end.
    await expect.poll(() => eventsOf(taskId).length).toBe(2);
    const events = eventsOf(taskId);
    expect(events.map(({ event }) => event.type)).toEqual(['video.processing', 'video.completed']);
    expect(events.every(({ verdict }) => verdict.verified)).toBe(true);
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(2);
    expect(events[0]?.event.data).toMatchObject({ status: 'processing', video: null, finishedAt: null });
  });

  it('announce the end of a task that is tried again under an id of its own', async () => {
    const { api, provider } = environment();
    // Not finished when its owner's patience ends, and a moment later.
    const taskId = await track({ queuedSeconds: 30, generatingSeconds: 720 }, { giveUpAfterSeconds: 600 });
    await delivered(taskId);
    expect(eventsOf(taskId)[0]?.event).toMatchObject({
      type: 'video.expired',
      data: { error: { code: 'deadline_exceeded', reason: 'expired', retryable: true } },
    });
    await api.call('POST', `/tasks/${taskId}/retry`, [202]);
    const task = await until(taskId, ({ status }) => status === 'completed');
    // The record is final a moment before it shows the delivery of its end.
    await expect.poll(() => eventsOf(taskId).length).toBe(2);
    expect(task).toMatchObject({ retries: 1, error: null });
    const events = eventsOf(taskId);
    expect(events.map(({ event }) => event.type)).toEqual(['video.expired', 'video.completed']);
    expect(events[1]?.eventId).not.toBe(events[0]?.eventId);
    expect(events[1]?.verdict.verified).toBe(true);
    const { video } = provider.groundTruthOf(taskId) ?? {};
    expect(video?.sha256s).toEqual([events[1]?.event.data.video?.sha256]);
    await api.call('POST', `/tasks/${taskId}/retry`, [409]);
  });

  it('repeat the event on redelivery, under its id, with a link that works', async () => {
    const taskId = await track({});
    await delivered(taskId);
    const listed = async () => {
      const page = await environment().api.call('GET', '/tasks?delivery=delivered', [200]);
      return (page as { tasks: { taskId: string }[] }).tasks.map((task) => task.taskId);
    };
    expect(await listed()).toContain(taskId);
    await environment().api.call('POST', `/tasks/${taskId}/redeliver`, [202]);
    await expect.poll(() => eventsOf(taskId).length).toBe(2);
    const [first, again] = eventsOf(taskId);
    expect(again?.eventId).toBe(first?.eventId);
    expect(again?.event.timestamp).toBe(first?.event.timestamp);
    expect(again?.event.data.video?.url).not.toBe(first?.event.data.video?.url);
    const file = await fetch(again?.event.data.video?.url ?? '');
    expect(file.status).toBe(200);
    expect(file.headers.get('content-type')).toBe('video/mp4');
    expect((await file.bytes()).length).toBe(again?.event.data.video?.bytes);
  });

  it('begin with a test event, signed with the keys of their owner', async () => {
    const { api, receiver } = environment();
    const result = await api.call('POST', '/test-event', [200], { callbackUrl: `${receiver.url}/tried` });
    expect(result).toMatchObject({ result: 'accepted', status: 204, failure: null });
    const [tried, ...others] = receiver.received.filter(({ path }) => path === '/tried');
    expect(others).toEqual([]);
    expect(tried?.verdict.verified).toBe(true);
    expect(tried?.eventId).toBe((result as { eventId: string }).eventId);
    expect(JSON.parse(tried?.body ?? '')).toMatchObject({ type: 'test.ping', data: {} });
  });

  it('that a receiver missed are sent again by one call, none twice', async () => {
    const { api, receiver } = environment();
    const { path, since } = await addExhausted(environment(), 25);
    const dry = await api.call('POST', '/deliveries/recover', [200], { since, dryRun: true });
    expect(dry).toEqual({ found: 25 });
    expect(timesReceived(receiver.received, path)).toEqual([]);
    const job = (await api.call('POST', '/deliveries/recover', [202], { since })) as { id: string };
    const shown = () => api.call('GET', `/deliveries/recoveries/${job.id}`, [200]);
    await expect.poll(shown).toMatchObject({ state: 'done', sent: 25, skipped: 0 });
    await expect.poll(() => timesReceived(receiver.received, path)).toEqual(Array(25).fill(1));
    const page = (await api.call('GET', '/tasks?delivery=exhausted', [200])) as { tasks: unknown[] };
    expect(page.tasks).toEqual([]);
  });
});
