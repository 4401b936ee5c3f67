import { describe, expect, it } from 'vitest';
import type { PollSituation } from '../../../lambdas/domain/polling/next-poll.ts';
import type { ProviderAnswer, UnclearReason } from '../../../lambdas/domain/provider/provider.ts';
import type { Task } from '../../../lambdas/domain/task/task.ts';
import { minute, second } from '../../../lambdas/domain/task/time.ts';
import { startOfTests } from '../../support/records.ts';
import { model, waitAt } from '../../support/wait-at.ts';

const unclear = (reason: UnclearReason, retryAfterSeconds?: number): ProviderAnswer => ({
  kind: 'unclear',
  reason,
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
});

describe('a provider that does not know the task', () => {
  const wait = (fields: Partial<Task>) =>
    waitAt(0, { status: 'queued', model: undefined, ...fields }, { answer: { kind: 'not_found' } });

  it('is asked again soon, since the id is probably wrong', () => {
    expect(wait({})).toBe(30);
  });

  it.each<Partial<Task>>([{ model }, { createdAt: startOfTests }, { lastPendingAt: startOfTests }])(
    'is asked slowly, if it has said something of it before: %j',
    (fields) => {
      expect(wait(fields)).toBeGreaterThan(100);
    },
  );
});

describe('a success without a link', () => {
  it.each(['completed_without_video', 'not_a_video'] as const)(
    'is asked for after 30, 60, 120 and 120 s: %s',
    (kind) => {
      const waits = [1, 2, 3, 4].map((withoutVideoInARow) =>
        waitAt(3 * minute, { withoutVideoInARow }, { answer: { kind }, random: 0.99 }),
      );
      expect(waits).toEqual([32, 64, 120, 120]);
      expect(waitAt(3 * minute, {}, { answer: { kind } })).toBe(30);
    },
  );
});

describe('a provider that cannot tell', () => {
  it('is asked again as if it had said the same as before, and the second time slowly', () => {
    const age = 3 * minute;
    expect(waitAt(age, {}, { answer: unclear('server_error') })).toBe(waitAt(age));
    expect(waitAt(age, {}, { answer: unclear('server_error'), unclearBefore: true })).toBeGreaterThan(100);
  });

  it('that is asked too often is left alone for 60 to 120 s, by chance', () => {
    const waits = [0, 0.5, 0.99].map((random) =>
      waitAt(3 * minute, {}, { answer: unclear('throttled'), random }),
    );
    expect(waits).toEqual([60, 90, 119]);
  });

  it.each([
    [5, 30, 33],
    [200, 200, 220],
    [900, 900, 900],
    [1_000_000, 900, 900],
  ])('that asks to be left alone for %i s is asked after %i to %i s', (seconds, least, most) => {
    const wait = (random: number) =>
      waitAt(3 * minute, {}, { answer: unclear('server_error', seconds), random });
    expect(wait(0)).toBe(least);
    expect(wait(0.999)).toBe(most);
  });
});

describe('the deadline', () => {
  const left = (seconds: number, more: Partial<PollSituation> = {}) =>
    waitAt(10 * minute, { deadline: startOfTests + 10 * minute + seconds * second }, more);

  it('gives up when it is there', () => {
    expect(left(0)).toBeNaN();
    expect(left(-5)).toBeNaN();
  });

  it.each([unclear('throttled'), unclear('server_error'), { kind: 'completed_without_video' }] as const)(
    'is passed for half an hour, slowly, while the answers tell nothing: %j',
    (answer) => {
      expect(left(0, { answer })).toBeGreaterThanOrEqual(60);
      expect(left(-29 * 60, { answer })).toBe(60);
      expect(left(-30 * 60, { answer })).toBeNaN();
    },
  );

  it('is passed as slowly as the limits say, and every minute at the most', () => {
    const answer = unclear('server_error');
    expect(left(0, { answer })).toBe(120);
    expect(left(0, { answer, limits: { pollMinSeconds: 30, pollMaxSeconds: 45 } })).toBe(60);
  });

  it('is met by the question that would have come then, and changes none that leaves it the floor', () => {
    const inAMinute = { answer: unclear('throttled') };
    expect([left(60, inAMinute), left(90, inAMinute)]).toEqual([60, 60]);
  });

  it('is met by the next question where one before would come sooner than the provider asked for', () => {
    expect(left(89, { answer: unclear('throttled') })).toBe(89);
    expect(left(60, { answer: unclear('server_error', 45) })).toBe(60);
    expect(left(260, { answer: unclear('server_error', 240) })).toBe(260);
    for (let asked = 0; asked < 200; asked += 1) {
      for (let seconds = asked; seconds < 300; seconds += 7) {
        expect(left(seconds, { answer: unclear('server_error', asked) })).toBeGreaterThanOrEqual(asked);
      }
    }
  });

  it('is met by a question, and the one before leaves it the floor', () => {
    expect([left(20), left(30), left(59), left(70)]).toEqual([30, 30, 59, 35]);
    for (let seconds = 30; seconds < 400; seconds += 1) {
      const rest = seconds - left(seconds);
      expect(rest === 0 || rest >= 30).toBe(true);
    }
  });

  it('is met even where the provider asks for more patience', () => {
    expect(left(300, { answer: unclear('throttled', 900) })).toBe(300);
    expect(left(300, { answer: unclear('throttled', 280) })).toBe(300);
  });
});
