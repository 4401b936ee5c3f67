import { describe, expect, it } from 'vitest';
import { maxPolls, promptPolls } from '../../../lambdas/contract/limits.ts';
import { estimateOf } from '../../../lambdas/domain/polling/estimate.ts';
import { hour, minute, second } from '../../../lambdas/domain/task/time.ts';
import { startOfTests } from '../../support/records.ts';
import { model, queued, waitAt } from '../../support/wait-at.ts';

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

  it('loses no more time than half of what is open, if the beginning is known to half a minute', () => {
    const age = 30 * second;
    const exactly = waitAt(age, { notProcessingAt: startOfTests + age, processingSince: startOfTests + age });
    const nearly = waitAt(age, { processingSince: startOfTests + age });
    expect(nearly).toBeLessThan(exactly);
    expect(nearly).toBeGreaterThan(exactly - 25);
  });

  it('takes one of which nothing else is known to have begun after its registration', () => {
    const seen = { processingSince: startOfTests + 2 * minute };
    expect(waitAt(2 * minute, { ...seen, notProcessingAt: undefined })).toBe(waitAt(2 * minute, seen));
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

  it('asks no more slowly than the maximum, if that leaves no room for chance', () => {
    const limits = { pollMinSeconds: 60, pollMaxSeconds: 60 };
    const fields = { status: 'queued', processingSince: undefined } as const;
    expect(waitAt(0, fields, { answer: queued, limits, random: 0.99 })).toBe(60);
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
