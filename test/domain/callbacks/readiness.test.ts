import { describe, expect, it } from 'vitest';
import { readiness } from '../../../lambdas/domain/callbacks/readiness.ts';
import type { Delivery } from '../../../lambdas/domain/task/delivery.ts';
import type { Task } from '../../../lambdas/domain/task/task.ts';
import { second } from '../../../lambdas/domain/task/time.ts';
import { aDelivery, aTask, startOfTests } from '../../support/records.ts';

const now = startOfTests;
const final = (fields: Partial<Delivery> = {}, others: readonly Delivery[] = []) => {
  const delivery = aDelivery(fields);
  return readiness(delivery, aTask({ status: 'completed' }), [delivery, ...others], now);
};
const early = (task: Partial<Task>, fields: Partial<Delivery> = {}, others: readonly Delivery[] = []) => {
  const delivery = aDelivery({ event: 'video.processing', ...fields });
  return readiness(delivery, aTask({ status: 'processing', ...task }), [delivery, ...others], now);
};

describe('an attempt at the final event', () => {
  it('begins when it is due, and up to a second early: clocks differ', () => {
    expect(final({ nextAttemptAt: now })).toEqual({ kind: 'ready' });
    expect(final({ nextAttemptAt: now - 60 * second })).toEqual({ kind: 'ready' });
    expect(final({ nextAttemptAt: undefined })).toEqual({ kind: 'ready' });
    expect(final({ nextAttemptAt: now + second })).toEqual({ kind: 'ready' });
  });

  it('waits until it is due, in whole seconds', () => {
    expect(final({ nextAttemptAt: now + second + 1 })).toEqual({ kind: 'wait', waitSeconds: 2 });
    expect(final({ nextAttemptAt: now + 300 * second })).toEqual({ kind: 'wait', waitSeconds: 300 });
  });

  it('never begins once a newer delivery of the event took its place', () => {
    expect(final({}, [aDelivery({ number: 2 })])).toEqual({ kind: 'withdrawn' });
  });

  it('never begins once the task is tried again', () => {
    const failed = aDelivery({ event: 'video.failed' });
    expect(readiness(failed, aTask({ status: 'queued', retries: 1 }), [failed], now).kind).toBe('withdrawn');
    expect(readiness(failed, aTask({ status: 'failed', retries: 1 }), [failed], now).kind).toBe('withdrawn');
    const again = { ...failed, retries: 1 };
    expect(readiness(again, aTask({ status: 'failed', retries: 1 }), [again], now).kind).toBe('ready');
  });

  it('is not stopped by an older delivery or one of another event', () => {
    expect(final({ number: 2 }, [aDelivery({ number: 1 })])).toEqual({ kind: 'ready' });
    expect(final({}, [aDelivery({ number: 2, event: 'video.processing' })])).toEqual({ kind: 'ready' });
  });
});

describe('an attempt at video.processing', () => {
  it('begins only if the next poll is over 16 seconds away: the request is over by then', () => {
    expect(early({ nextQueryAt: now + 16 * second + 1 })).toEqual({ kind: 'ready' });
    expect(early({ nextQueryAt: now + 16 * second })).toEqual({ kind: 'wait', waitSeconds: 26 });
  });

  it('waits until ten seconds after the next poll', () => {
    expect(early({ nextQueryAt: now + second })).toEqual({ kind: 'wait', waitSeconds: 11 });
    expect(early({ nextQueryAt: now })).toEqual({ kind: 'wait', waitSeconds: 10 });
    expect(early({ nextQueryAt: undefined })).toEqual({ kind: 'wait', waitSeconds: 10 });
    expect(early({ nextQueryAt: now - 10 * second + 1 })).toEqual({ kind: 'wait', waitSeconds: 1 });
  });

  it('looks again after a minute if the poll is late', () => {
    expect(early({ nextQueryAt: now - 10 * second })).toEqual({ kind: 'wait', waitSeconds: 60 });
    expect(early({ nextQueryAt: now - 3_600 * second })).toEqual({ kind: 'wait', waitSeconds: 60 });
  });

  it.each([
    [{ status: 'completed' }],
    [{ status: 'stopped' }],
    [{ status: 'archiving' }],
    [{ status: 'processing', outcome: { status: 'failed' } }],
  ] as const)('never begins once the end is known: %o', (task) => {
    expect(early({ ...task, nextQueryAt: now + 60 * second })).toEqual({ kind: 'withdrawn' });
  });

  it('still waits until it is due, and gives way to a newer one', () => {
    const task = { nextQueryAt: now + 60 * second };
    expect(early(task, { nextAttemptAt: now + 5 * second })).toEqual({ kind: 'wait', waitSeconds: 5 });
    const newer = aDelivery({ event: 'video.processing', number: 2 });
    expect(early(task, {}, [newer])).toEqual({ kind: 'withdrawn' });
  });
});
