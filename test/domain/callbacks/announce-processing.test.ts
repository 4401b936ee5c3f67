import { describe, expect, it } from 'vitest';
import { announceProcessing } from '../../../lambdas/domain/callbacks/announce-processing.ts';
import { sendTestEvent } from '../../../lambdas/domain/callbacks/send-test-event.ts';
import type { Task } from '../../../lambdas/domain/task/task.ts';
import { day, hour } from '../../../lambdas/domain/task/time.ts';
import { ManualClock } from '../../support/fakes/manual-clock.ts';
import { MemoryExecutions } from '../../support/fakes/memory-executions.ts';
import { MemoryStore } from '../../support/fakes/memory-store.ts';
import { PlainSigner, ScriptedCallbacks } from '../../support/fakes/scripted-callbacks.ts';
import { aTask, startOfTests } from '../../support/records.ts';

const { owner, taskId } = aTask();
const key = { owner, taskId };
const wanting = (fields: Partial<Task> = {}) =>
  aTask({ status: 'processing', events: ['video.processing'], ...fields });

const make = () => {
  const store = new MemoryStore();
  const executions = new MemoryExecutions();
  const announce = (task: Task, retainMillis?: number) =>
    announceProcessing(
      {
        deliveries: store.deliveries,
        executions,
        clock: new ManualClock(startOfTests + hour),
        eventId: (_, event) => `msg_${event}`,
        ...(retainMillis !== undefined && { retainMillis }),
      },
      task,
    );
  return { store, executions, announce };
};

describe('That a task is being processed', () => {
  it('is announced by its first delivery, whose execution is started afterwards', async () => {
    const { store, executions, announce } = make();
    const announcement = await announce(wanting());
    expect(announcement.added).toBe(true);
    expect(executions.started).toEqual([]);
    expect(await announcement.start()).toBeUndefined();
    expect(executions.started).toEqual([{ ...key, restart: 0, delivery: 1 }]);
    const delivery = await store.deliveries.find({ ...key, number: 1 });
    expect(delivery).toMatchObject({
      ...{ event: 'video.processing', eventId: 'msg_video.processing', state: 'pending' },
      requestedAt: startOfTests + hour,
    });
    expect(delivery).not.toHaveProperty('expiresAt');
  });

  it('is kept as long after the deadline as anything after its end', async () => {
    const { store, announce } = make();
    await announce(wanting(), 90 * day);
    const delivery = await store.deliveries.find({ ...key, number: 1 });
    expect(delivery?.expiresAt).toBe(aTask().deadline + 90 * day);
  });

  it.each<[string, Partial<Task>]>([
    ['is queued', { status: 'queued' }],
    ['is being archived', { status: 'archiving' }],
    ['did not ask for it', { events: [] }],
    ['has announced it', { processingAnnounced: true }],
  ])('is not announced of a task that %s', async (_, fields) => {
    const { store, executions, announce } = make();
    const announcement = await announce(wanting(fields));
    expect(announcement.added).toBe(false);
    expect(await announcement.start()).toBeUndefined();
    expect(executions.started).toEqual([]);
    expect(await store.deliveries.find({ ...key, number: 1 })).toBeUndefined();
  });

  it('is announced with the next poll if the delivery cannot be added, and stops nothing', async () => {
    const { store, executions, announce } = make();
    store.deliveries.add = () => Promise.reject(new Error('throttled'));
    const announcement = await announce(wanting());
    expect(announcement).toMatchObject({ added: false, failure: new Error('throttled') });
    expect(await announcement.start()).toBeUndefined();
    expect(executions.started).toEqual([]);
  });

  it('is left to the sweep if no execution can be started', async () => {
    const { executions, announce } = make();
    executions.start = () => Promise.reject(new Error('down'));
    expect(await (await announce(wanting())).start()).toEqual(new Error('down'));
  });
});

it('An event for trying a callback URL says what it is, and when, and is signed like any other', async () => {
  const callbacks = new ScriptedCallbacks({ status: 204 });
  const clock = new ManualClock(startOfTests + 1_500);
  const send = sendTestEvent({ callbacks, signer: new PlainSigner(), clock, newId: () => 'abc' });
  const { eventId, reply } = await send(owner, 'https://example.com/hook');
  expect(eventId).toBe('msg_abc');
  expect(reply).toMatchObject({ kind: 'accepted', status: 204 });
  const timestamp = startOfTests / 1_000 + 1;
  const body = '{"type":"test.ping","timestamp":"2026-01-01T00:00:01.500Z","data":{}}';
  expect(callbacks.sent).toEqual([
    {
      url: 'https://example.com/hook',
      content: { id: 'msg_abc', timestamp, body },
      signature: `v1,owner1/msg_abc/${timestamp}`,
    },
  ]);
});
