import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxDeliveryDays } from '../../../lambdas/contract/limits.ts';
import type { CallbackReply } from '../../../lambdas/domain/callbacks/callbacks.ts';
import {
  maxJitter,
  maxRetryAfter,
  nextAttempt,
  waits,
} from '../../../lambdas/domain/callbacks/delivery-schedule.ts';
import { day, hour, minute, second } from '../../../lambdas/domain/task/time.ts';
import { tries } from '../../support/effort.ts';

const start = Date.UTC(2026, 0, 1);
const failed: Pick<CallbackReply, 'kind' | 'retryAfterSeconds'> = { kind: 'failed' };

/** Plays a delivery through: the times of its attempts, and how it ended. */
const play = (
  replies: (attempt: number) => Pick<CallbackReply, 'kind' | 'retryAfterSeconds'>,
  random: () => number,
) => {
  const times = [start + (waits[0] ?? 0)];
  for (let attempt = 1; ; attempt += 1) {
    const now = times.at(-1) ?? start;
    const next = nextAttempt(attempt, replies(attempt), now, random());
    if (next.kind === 'settled') return { times, state: next.state };
    times.push(next.at);
  }
};

const randomNumbers = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
  minLength: 10,
  maxLength: 10,
});
const taking = (numbers: readonly number[]) => {
  let index = 0;
  return () => numbers[index++] ?? 0;
};

describe('The schedule of a delivery', () => {
  it('is ten attempts over 75 hours and 35 minutes', () => {
    const { times, state } = play(
      () => failed,
      () => 0,
    );
    expect(times).toHaveLength(10);
    expect(state).toBe('exhausted');
    expect((times.at(-1) ?? 0) - start).toBe(75 * hour + 35 * minute + 5 * second);
  });

  it('is over before a record is deleted, whatever a receiver asks for', () => {
    const { times } = play(
      () => ({ kind: 'failed', retryAfterSeconds: 1e9 }),
      () => 0.999,
    );
    expect((times.at(-1) ?? 0) - start).toBeLessThan(maxDeliveryDays * day);
  });

  it('spans that much and at most a tenth more, never an attempt early', () => {
    fc.assert(
      fc.property(randomNumbers, (numbers) => {
        const { times, state } = play(() => failed, taking(numbers));
        expect(times).toHaveLength(10);
        expect(state).toBe('exhausted');
        const span = (times.at(-1) ?? 0) - start;
        expect(span).toBeGreaterThanOrEqual(75 * hour + 35 * minute);
        // Each wait is rounded up to a whole second.
        expect(span).toBeLessThanOrEqual(
          (75 * hour + 35 * minute + 5 * second) * (1 + maxJitter) + 10 * second,
        );
        times.slice(1).forEach((time, index) => {
          expect(time - (times[index] ?? 0)).toBeGreaterThanOrEqual(waits[index + 1] ?? 0);
        });
      }),
      { numRuns: tries(2_000) },
    );
  });

  it('honours Retry-After where it is longer, up to a day, and is never shortened by it', () => {
    const asks = fc.array(fc.option(fc.integer({ min: 0, max: 2 ** 31 }), { nil: undefined }), {
      minLength: 10,
      maxLength: 10,
    });
    fc.assert(
      fc.property(asks, randomNumbers, (retryAfters, numbers) => {
        const reply = (attempt: number): Pick<CallbackReply, 'kind' | 'retryAfterSeconds'> => {
          const retryAfterSeconds = retryAfters[attempt - 1];
          return retryAfterSeconds === undefined ? failed : { kind: 'failed', retryAfterSeconds };
        };
        const asked = play(reply, taking(numbers));
        const unasked = play(() => failed, taking(numbers));
        expect(asked.times).toHaveLength(10);
        asked.times.slice(1).forEach((time, index) => {
          const wait = time - (asked.times[index] ?? 0);
          const plain = (unasked.times[index + 1] ?? 0) - (unasked.times[index] ?? 0);
          const retryAfter = Math.min((retryAfters[index] ?? 0) * second, maxRetryAfter);
          expect(wait).toBeGreaterThanOrEqual(Math.max(plain, retryAfter));
          expect(wait).toBeLessThanOrEqual(Math.max(plain, retryAfter * (1 + maxJitter) + second));
        });
      }),
      { numRuns: tries(2_000) },
    );
  });

  it('ends at once when the receiver accepts or is gone, at whichever attempt', () => {
    const ending = fc.constantFrom('accepted' as const, 'gone' as const);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), ending, randomNumbers, (last, kind, numbers) => {
        const reply = (attempt: number) => (attempt < last ? failed : { kind, retryAfterSeconds: 60 });
        const { times, state } = play(reply, taking(numbers));
        expect(times).toHaveLength(last);
        expect(state).toBe(kind === 'gone' ? 'gone' : 'delivered');
      }),
    );
  });

  it('waits whole seconds, and says the time that they lead to', () => {
    const next = nextAttempt(1, failed, start + 1, 0.123);
    expect(next).toEqual({ kind: 'again', waitSeconds: 6, at: start + 6_001 });
  });
});
