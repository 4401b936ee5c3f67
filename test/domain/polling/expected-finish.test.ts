import { describe, expect, it } from 'vitest';
import { estimateOf } from '../../../lambdas/domain/polling/estimate.ts';
import { expectedFinish } from '../../../lambdas/domain/polling/expected-finish.ts';
import type { Task } from '../../../lambdas/domain/task/task.ts';
import { hour, minute, second } from '../../../lambdas/domain/task/time.ts';
import { aTask, startOfTests } from '../../support/records.ts';

describe('the expected finish of a task', () => {
  const model = 'seedance_1_5_pro_720p';
  const estimate = estimateOf({ model, serviceTier: 'default' }, []);
  /** In seconds from the creation. */
  const expected = (fields: Partial<Task>) => {
    const finish = expectedFinish(aTask({ model, createdAt: startOfTests, ...fields }), estimate);
    const secondsTo = (time: number): number => (time - startOfTests) / second;
    return finish && { at: secondsTo(finish.at), by: secondsTo(finish.by) };
  };
  const processing = {
    status: 'processing',
    notProcessingAt: startOfTests,
    processingSince: startOfTests,
  } as const;
  const { at, by } = expected({ status: 'queued' }) ?? { at: 0, by: 0 };

  it('is at first as documented', () => {
    expect(at).toBeGreaterThan(170);
    expect(at).toBeLessThan(215);
    expect(by).toBeGreaterThan(290);
  });

  it('counts from when processing began, not from when it was polled last', () => {
    const soon = expected({ ...processing, lastPendingAt: startOfTests + 30 * second });
    expect(soon?.at).toBe(at);
  });

  it('moves away from a task that is late, and is never before the last poll', () => {
    const late = expected({ ...processing, lastPendingAt: startOfTests + 5 * minute });
    expect(late?.at).toBeGreaterThan(310);
    expect(late?.by).toBeGreaterThan(by);
    const lost = expected({ ...processing, lastPendingAt: startOfTests + 20 * 60 * minute });
    expect(lost?.at).toBe(20 * 3_600);
  });

  it('counts from the last poll while the task is queued', () => {
    const waiting = expected({ status: 'queued', lastPendingAt: startOfTests + 10 * minute });
    expect(waiting).toEqual({ at: at + 600, by: by + 600 });
  });

  it('counts from when processing was first seen, if nothing says when the task was created or queued', () => {
    const since = startOfTests + minute;
    const fields = {
      createdAt: undefined,
      processingSince: since,
      lastPendingAt: since + 30 * second,
    } as const;
    expect(expected({ status: 'processing', ...fields })).toEqual({ at: at + 60, by: by + 60 });
  });

  it('of the offline tier is hours away, and moves away from a task that is late', () => {
    const flex = estimateOf({ model, serviceTier: 'flex' }, []);
    const task = { ...aTask({ model, createdAt: startOfTests }), ...processing };
    const hoursTo = (lastPendingAt: number): number =>
      ((expectedFinish({ ...task, lastPendingAt }, flex)?.at ?? 0) - startOfTests) / hour;
    expect(hoursTo(startOfTests)).toBeGreaterThan(2);
    expect(hoursTo(startOfTests)).toBeLessThan(3);
    expect(hoursTo(startOfTests + 5 * hour)).toBeGreaterThan(6);
    expect(hoursTo(startOfTests + 5 * hour)).toBeLessThan(10);
  });

  it.each(['archiving', 'completed', 'failed', 'stopped'] as const)('is none of one that is %s', (status) => {
    expect(expected({ status })).toBeUndefined();
  });
});
