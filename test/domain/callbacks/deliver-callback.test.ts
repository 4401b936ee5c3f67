import { beforeEach, describe, expect, it } from 'vitest';
import { deliverEvent } from '../../../lambdas/domain/bus/deliver-event.ts';
import type { Task } from '../../../lambdas/domain/task/task.ts';
import { day, hour, minute, second } from '../../../lambdas/domain/task/time.ts';
import {
  clock,
  deliver,
  delivery,
  deps,
  emptyStore,
  executions,
  key,
  refused,
  runToEnd,
  setUp,
  signer,
  startAfresh,
  store,
} from '../../support/delivering.ts';
import { ScriptedCallbacks } from '../../support/fakes/scripted-callbacks.ts';
import { aDelivery, startOfTests } from '../../support/records.ts';

beforeEach(startAfresh);

describe('Delivering a callback', () => {
  it('posts the signed event to the URL of the task, and is done when it is accepted', async () => {
    await setUp();
    const callbacks = new ScriptedCallbacks({});
    const { step, attempt, settled } = await deliver(callbacks);
    expect(step).toEqual({ ...key, restart: 0, delivery: 1, next: 'done', waitSeconds: 0 });
    expect(callbacks.sent).toMatchObject([
      {
        url: 'https://example.com/hook',
        content: { id: aDelivery().eventId, timestamp: startOfTests / second },
        signature: `v1,owner1/${aDelivery().eventId}/${startOfTests / second}`,
      },
    ]);
    expect(JSON.parse(callbacks.sent[0]?.content.body ?? '')).toMatchObject({
      type: 'video.completed',
      data: { video: { url: 'https://s3/link1' } },
    });
    expect(settled).toEqual({ state: 'delivered', attempts: 1, delayMillis: 0 });
    expect(attempt).toMatchObject({ attempt: 1, at: startOfTests, status: 204, milliseconds: 12 });
    const record = await delivery();
    expect(record).toMatchObject({ state: 'delivered', attempts: 1, settledAt: startOfTests });
    expect(record).not.toHaveProperty('leaseUntil');
    expect(record).not.toHaveProperty('nextAttemptAt');
  });

  it('comes again after a failure, each time signed anew under the same id, and stores every attempt', async () => {
    await setUp();
    const nineFailures = Array.from({ length: 9 }, () => refused);
    const callbacks = new ScriptedCallbacks(...nineFailures, {});
    await runToEnd(callbacks);
    expect(callbacks.sent).toHaveLength(10);
    expect(new Set(callbacks.sent.map(({ content }) => content.id)).size).toBe(1);
    expect(new Set(callbacks.sent.map(({ content }) => content.timestamp)).size).toBe(10);
    expect(new Set(callbacks.sent.map(({ content }) => JSON.parse(content.body).data.video.url)).size).toBe(
      10,
    );
    expect(await delivery()).toMatchObject({ state: 'delivered', attempts: 10 });
    const attempts = await store.deliveries.attempts(key);
    expect(attempts.map(({ attempt, status }) => [attempt, status])).toEqual(
      Array.from({ length: 10 }, (_, index) => [index + 1, index < 9 ? 503 : 204]),
    );
    expect(attempts[0]).toMatchObject({ answer: 'later', nextAttemptAt: startOfTests + 5 * second });
    expect(attempts[9]).not.toHaveProperty('nextAttemptAt');
  });

  it('holds the delivery past its next attempt while it waits', async () => {
    await setUp();
    const { step } = await deliver(new ScriptedCallbacks(refused));
    expect(step).toMatchObject({ next: 'deliver', waitSeconds: 5 });
    const record = await delivery();
    expect(record).toMatchObject({ state: 'pending', attempts: 1, nextAttemptAt: startOfTests + 5 * second });
    expect(record?.leaseUntil).toBeGreaterThan(startOfTests + 5 * second + 2 * minute);
  });

  it('is handed over by an execution that does not repeat it, which is then superseded', async () => {
    await setUp({}, { strikes: 3 });
    const callbacks = new ScriptedCallbacks(refused);
    const input = { ...key, restart: 0, delivery: 1, handsOver: true };
    const { step } = await deliverEvent(deps(callbacks))(input);
    expect(step).toMatchObject({ next: 'done', restart: 0 });
    expect(executions.started).toEqual([{ ...key, restart: 1, delivery: 1, waitSeconds: 5 }]);
    expect(await delivery()).toMatchObject({ state: 'pending', attempts: 1, restart: 1, strikes: 0 });
    await deliverEvent(deps(callbacks))(input);
    expect({ sent: callbacks.sent.length, started: executions.started.length }).toEqual({
      sent: 1,
      started: 1,
    });
  });

  it('is left to the sweep if the execution that takes over cannot be started', async () => {
    await setUp();
    const broken = { start: () => Promise.reject(new Error('Step Functions is down')) };
    const run = deliverEvent({ ...deps(new ScriptedCallbacks(refused)), executions: broken });
    const result = await run({ ...key, restart: 0, delivery: 1, handsOver: true });
    expect(result).toMatchObject({
      step: { next: 'done' },
      startFailure: { message: 'Step Functions is down' },
    });
    expect((await delivery())?.leaseUntil).toBe(startOfTests + 5 * second + 10 * minute);
  });

  it('gives up after ten attempts, and at once where the receiver is gone', async () => {
    await setUp();
    const never = new ScriptedCallbacks(refused);
    await runToEnd(never);
    expect(never.sent).toHaveLength(10);
    expect(await delivery()).toMatchObject({ state: 'exhausted', attempts: 10 });

    emptyStore();
    await setUp();
    const gone = new ScriptedCallbacks(refused, { kind: 'gone', status: 410 });
    await runToEnd(gone);
    expect(gone.sent).toHaveLength(2);
    expect(await delivery()).toMatchObject({ state: 'gone', attempts: 2 });
  });

  it('sends nothing and uses up no attempt while our own side is out of order', async () => {
    await setUp();
    const callbacks = new ScriptedCallbacks({});
    signer.failing = true;
    await expect(deliver(callbacks)).rejects.toThrow('cannot be read');
    expect(callbacks.sent).toEqual([]);
    expect(await delivery()).toMatchObject({ state: 'pending', attempts: 0 });
    expect(await store.deliveries.attempts(key)).toEqual([]);
    signer.failing = false;
    expect((await deliver(callbacks)).settled).toMatchObject({ state: 'delivered', attempts: 1 });
  });

  it('makes an attempt again whose end could not be stored, under its number', async () => {
    await setUp();
    const callbacks = new ScriptedCallbacks(refused);
    const broken = { ...store.deliveries, change: () => Promise.reject(new Error('down')) };
    const run = deliverEvent({ ...deps(callbacks), deliveries: broken });
    await expect(run({ ...key, restart: 0, delivery: 1 })).rejects.toThrow('down');
    expect(await delivery()).toMatchObject({ attempts: 0 });
    await deliver(callbacks);
    expect(await delivery()).toMatchObject({ attempts: 1 });
    expect(await store.deliveries.attempts(key)).toHaveLength(1);
  });

  it('ends quietly where another execution holds the delivery, or nothing is left to do', async () => {
    await setUp({}, { restart: 3 });
    const callbacks = new ScriptedCallbacks({});
    expect((await deliver(callbacks)).step.next).toBe('done');
    expect((await deliver(callbacks, 2)).step.next).toBe('done');
    expect(callbacks.sent).toEqual([]);
    await deliver(callbacks, 1, 3);
    expect((await deliver(callbacks, 1, 3)).step.next).toBe('done');
    expect(callbacks.sent).toHaveLength(1);
  });

  it('writes nothing where it was superseded during the request', async () => {
    await setUp();
    const callbacks = new ScriptedCallbacks({});
    callbacks.during = () => void store.deliveries.change({ ...key, number: 1, restart: 0 }, { restart: 1 });
    expect(await deliver(callbacks)).not.toHaveProperty('settled');
    expect(await delivery()).toMatchObject({ state: 'pending', restart: 1, attempts: 0 });
  });

  it('waits where it comes too early, after a restart for instance', async () => {
    await setUp({}, { nextAttemptAt: startOfTests + hour, attempts: 4 });
    const callbacks = new ScriptedCallbacks({});
    const { step } = await deliver(callbacks);
    expect(step).toMatchObject({ next: 'deliver', waitSeconds: 3_600 });
    expect(callbacks.sent).toEqual([]);
    const record = await delivery();
    expect(record).toMatchObject({ attempts: 4, nextAttemptAt: startOfTests + hour });
    expect(record?.leaseUntil).toBeGreaterThan(startOfTests + hour);
  });

  it('keeps what is settled as long as the records are kept', async () => {
    await setUp({}, { event: 'video.completed' });
    await deliver(new ScriptedCallbacks({}));
    expect(await delivery()).toMatchObject({ expiresAt: startOfTests + 90 * day });
    expect(await store.deliveries.attempts(key)).toMatchObject([{ expiresAt: startOfTests + 90 * day }]);
  });
});

describe('Delivering video.processing', () => {
  const processing = { event: 'video.processing', eventId: 'msg_processing' } as const;
  const open: Partial<Task> = { status: 'processing', processingSince: startOfTests };

  it('sends it while the next question is far enough away', async () => {
    await setUp({ ...open, nextQueryAt: startOfTests + 17 * second }, processing);
    const callbacks = new ScriptedCallbacks({});
    expect((await deliver(callbacks)).settled).toMatchObject({ state: 'delivered' });
    expect(JSON.parse(callbacks.sent[0]?.content.body ?? '')).toMatchObject({ type: 'video.processing' });
  });

  it('waits for the next question where that is near, so that the end is never told first', async () => {
    await setUp({ ...open, nextQueryAt: startOfTests + 16 * second }, processing);
    const callbacks = new ScriptedCallbacks({});
    expect((await deliver(callbacks)).step).toMatchObject({ next: 'deliver', waitSeconds: 26 });
    clock.advance(40 * second);
    expect((await deliver(callbacks)).step).toMatchObject({ next: 'deliver', waitSeconds: 60 });
    expect(callbacks.sent).toEqual([]);
  });

  it('looks at the time again when all is ready to be sent', async () => {
    await setUp({ ...open, nextQueryAt: startOfTests + 20 * second }, processing);
    const callbacks = new ScriptedCallbacks({});
    const slow = {
      sign: async () => {
        clock.advance(5 * second);
        return 'v1,slow';
      },
    };
    const run = deliverEvent({ ...deps(callbacks), signer: slow });
    expect((await run({ ...key, restart: 0, delivery: 1 })).step).toMatchObject({ next: 'deliver' });
    expect(callbacks.sent).toEqual([]);
  });

  it.each([
    ['has ended', { status: 'completed' }],
    ['has an outcome that is not recorded yet', { ...open, outcome: { status: 'failed' } }],
    ['is being archived', { status: 'archiving' }],
    ['was stopped', { status: 'stopped' }],
  ] as const)('withdraws it once the task %s', async (_, task) => {
    await setUp(task as Partial<Task>, processing);
    const callbacks = new ScriptedCallbacks({});
    const { step, settled } = await deliver(callbacks);
    expect(step.next).toBe('done');
    expect(settled).toMatchObject({ state: 'withdrawn' });
    expect(callbacks.sent).toEqual([]);
    expect(await delivery()).toMatchObject({ state: 'withdrawn' });
  });
});
