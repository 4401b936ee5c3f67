import { describe, expect, it } from 'vitest';
import { maxPolls, promptPolls } from '../../../lambdas/contract/limits.ts';
import { estimateOf } from '../../../lambdas/domain/polling/estimate.ts';
import { nextPoll, type PollSituation } from '../../../lambdas/domain/polling/next-poll.ts';
import type { ProviderAnswer, UnclearReason } from '../../../lambdas/domain/provider/provider.ts';
import type { ServiceTier, Task } from '../../../lambdas/domain/task/task.ts';
import { hour, minute, second } from '../../../lambdas/domain/task/time.ts';
import { aTask, startOfTests } from '../../support/records.ts';

const model = 'seedance_1_5_pro_720p';
const estimates = {
  default: estimateOf({ model, serviceTier: 'default' }, []),
  flex: estimateOf({ model, serviceTier: 'flex' }, []),
};
const processing: ProviderAnswer = { kind: 'pending', status: 'processing' };
const queued: ProviderAnswer = { kind: 'pending', status: 'queued' };

const waitAt = (age: number, fields: Partial<Task> = {}, more: Partial<PollSituation> = {}): number => {
  const serviceTier: ServiceTier = fields.serviceTier ?? 'default';
  const begun = {
    status: 'processing',
    notProcessingAt: startOfTests,
    processingSince: startOfTests,
  } as const;
  const next = nextPoll({
    task: aTask({ model, ...begun, ...fields }),
    answer: processing,
    unclearBefore: false,
    now: startOfTests + age,
    estimate: estimates[serviceTier],
    limits: { pollMinSeconds: 30, pollMaxSeconds: 120 },
    random: 0,
    ...more,
  });
  return next.kind === 'poll' ? next.afterSeconds : Number.NaN;
};
const unclear = (reason: UnclearReason, retryAfterSeconds?: number): ProviderAnswer => ({
  kind: 'unclear',
  reason,
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
});

describe('while a task is processed', () => {
  it('waits until a finish becomes likely, then asks every 30 s, then less and less often', () => {
    const ages: number[] = [];
    const intervals: number[] = [];
    for (let age = 0; age < 40 * minute; age += (intervals.at(-1) ?? 0) * second) {
      ages.push(age);
      intervals.push(waitAt(age));
    }
    expect(intervals[0]).toBeGreaterThanOrEqual(100);
    const likely = intervals.filter(
      (_, n) => (ages[n] ?? 0) >= 2.5 * minute && (ages[n] ?? 0) < 4.5 * minute,
    );
    expect(likely.length).toBeGreaterThanOrEqual(3);
    expect(Math.max(...likely)).toBeLessThanOrEqual(35);
    expect(intervals.at(-1)).toBeGreaterThan(60);
  });

  it('counts from when processing began, however long the queue was', () => {
    const since = { notProcessingAt: startOfTests + hour, processingSince: startOfTests + hour };
    for (const age of [0, 2 * minute, 10 * minute]) expect(waitAt(hour + age, since)).toBe(waitAt(age));
  });

  it('asks sooner where processing may have begun long before it was seen', () => {
    expect(waitAt(2 * minute, { processingSince: startOfTests + 2 * minute })).toBeLessThan(80);
  });

  it('asks a slower model later', () => {
    const estimate = estimateOf({ model: 'seedance_1_5_pro_1080p', serviceTier: 'default' }, []);
    expect(waitAt(2 * minute, {}, { estimate })).toBeGreaterThan(waitAt(2 * minute) + 20);
  });

  it('asks the offline service every 60 to 120 s, whenever that is', () => {
    for (const age of [0, minute, hour, 5 * hour, 20 * hour]) {
      const wait = waitAt(age, { serviceTier: 'flex' });
      expect(wait).toBeGreaterThanOrEqual(60);
      expect(wait).toBeLessThanOrEqual(120);
    }
  });
});

describe('while it is queued', () => {
  it('asks slowly', () => {
    expect(waitAt(0, { status: 'queued', processingSince: undefined }, { answer: queued })).toBeGreaterThan(
      100,
    );
  });

  it('parts tasks of one moment by two to ten seconds', () => {
    const waits = [0, 0.99].map((random) =>
      waitAt(0, { status: 'queued', processingSince: undefined }, { answer: queued, random }),
    );
    const apart = (waits[1] ?? 0) - (waits[0] ?? 0);
    expect(apart).toBeGreaterThanOrEqual(2);
    expect(apart).toBeLessThanOrEqual(10);
  });

  it('asks sooner where processing takes less than that', () => {
    const quick = Array.from({ length: 20 }, () => ({ fromSeconds: 30, toSeconds: 50, count: 1 }));
    const estimate = estimateOf({ model, serviceTier: 'default' }, quick);
    expect(
      waitAt(0, { status: 'queued', processingSince: undefined }, { answer: queued, estimate }),
    ).toBeLessThan(40);
  });
});

describe('chance', () => {
  const at = (random: number, age: number) => waitAt(age, {}, { random });

  it('parts tasks of one moment, and never goes below the floor or above the ceiling', () => {
    for (const age of [0, 2.5 * minute, 3 * minute, hour]) {
      const waits = Array.from({ length: 100 }, (_, n) => at(n / 100, age));
      expect(new Set(waits).size).toBeGreaterThan(1);
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(30);
      expect(Math.max(...waits)).toBeLessThanOrEqual(120);
    }
  });

  it('parts them by little where a second matters', () => {
    const narrow = Array.from({ length: 100 }, (_, n) => ({
      fromSeconds: 172 + (n % 25),
      toSeconds: 202 + (n % 25),
      count: 1,
    }));
    const estimate = estimateOf({ model, serviceTier: 'default' }, narrow);
    const waits = [0, 0.99].map((random) => waitAt(2 * minute, {}, { estimate, random }));
    expect((waits[1] ?? 0) - (waits[0] ?? 0)).toBeLessThanOrEqual(3);
  });
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

  it('is met by a question, and the one before leaves it the floor', () => {
    expect([left(20), left(30), left(59), left(70)]).toEqual([30, 30, 59, 35]);
    for (let seconds = 30; seconds < 400; seconds += 1) {
      const rest = seconds - left(seconds);
      expect(rest === 0 || rest >= 30).toBe(true);
    }
  });

  it('is met even where the provider asks for more patience', () => {
    expect(left(300, { answer: unclear('throttled', 900) })).toBe(300);
  });
});

describe('the budget of a history', () => {
  it('makes the intervals longer once the prompt questions are used up', () => {
    expect(waitAt(3 * minute, { queries: promptPolls - 1 })).toBeLessThan(40);
    expect(waitAt(3 * minute, { queries: promptPolls })).toBeGreaterThanOrEqual(90);
  });

  it('is 1,153 questions by default, and 1,193 in a whole day', () => {
    const limits = { pollMinSeconds: 30, pollMaxSeconds: 120 };
    expect(maxPolls({ ...limits, giveUpAfterSeconds: 82_800 })).toBe(1_153);
    expect(maxPolls({ ...limits, giveUpAfterSeconds: 86_400 })).toBe(1_193);
  });
});
