import { describe, expect, it } from 'vitest';
import { seeded } from '../../lib/local/seeded.ts';
import { missedByDays } from './polling/by-the-hour.ts';
import { type Scenario, scenarios } from './polling/distributions.ts';
import { fatesOf, measureOurs, measurePlain } from './polling/measure.ts';
import { delayAt, optimumOf, optimumOfLate } from './polling/optimum.ts';
import { optimumByPolls } from './polling/optimum-by-polls.ts';
import type { Result } from './polling/report.ts';
import { followPlain } from './polling/simulate.ts';
import { knownMisses, missedTargets } from './polling/targets.ts';

const scenario = (name: string) => {
  const found = scenarios.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`No distribution "${name}"`);
  return found;
};
const lognormal = scenario('lognormal');

describe('the optimum that schedules are measured against', () => {
  const optimum = optimumOf(lognormal);

  it('has less delay the more polls it takes, down to half the shortest interval', () => {
    for (const [n, { delay }] of optimum.entries()) {
      expect(delay).toBeLessThanOrEqual((optimum[n - 1]?.delay ?? 60) + 1e-9);
    }
    expect(optimum.at(-1)?.delay).toBeCloseTo(15, 0);
  });

  it('is beaten by no schedule within the same limits', () => {
    const random = seeded(7);
    const scripts = fatesOf(lognormal, 1_000, seeded(8), lognormal.generation);
    for (let n = 0; n < 200; n += 1) {
      const drawn = Array.from({ length: 40 }, () => 30 + Math.round(90 * random() ** (n % 4)));
      const followed = scripts.map((script) => followPlain(script, (asked) => drawn[asked - 1] ?? 120));
      const mean = (of: 'polls' | 'delay') =>
        followed.reduce((sum, one) => sum + one[of], 0) / scripts.length;
      expect(mean('delay')).toBeGreaterThan(delayAt(optimum, mean('polls')) - 0.3);
    }
  });
});

describe('the optimum that sees only what polls show', () => {
  it('is the other one where nothing is queued', () => {
    const optimum = optimumOf(lognormal);
    for (const { polls, delay } of optimumByPolls(lognormal).filter(({ polls }) => polls > 2.4)) {
      expect(Math.abs(delay / delayAt(optimum, polls) - 1)).toBeLessThan(0.02);
    }
  });

  it('has more delay where the start is not seen, but less than any schedule of ours', async () => {
    const queued = scenario('queued a moment');
    const [optimum, byPolls] = [optimumOf(queued), optimumByPolls(queued)];
    for (const polls of [2.5, 3, 3.5, 4]) {
      expect(delayAt(byPolls, polls)).toBeGreaterThan(delayAt(optimum, polls));
    }
    const ours = await measureOurs(queued, 0, 1);
    expect(ours.delay).toBeGreaterThan(delayAt(byPolls, ours.polls));
    expect(ours.delay).toBeLessThan(1.1 * delayAt(byPolls, ours.polls));
  });
});

describe('the schedule', () => {
  it('is near the optimum if the documentation is right, with less delay than polling every minute', async () => {
    const ours = await measureOurs(lognormal, 0, 1);
    expect(ours.delay).toBeLessThan(1.1 * delayAt(optimumOf(lognormal), ours.polls));
    const everyMinute = measurePlain(lognormal, 'fixed 60');
    expect(ours.delay).toBeLessThan(everyMinute.delay);
    expect(ours.polls).toBeLessThan(everyMinute.polls);
  });

  it('is near it for a provider twice as slow, after twenty tasks', async () => {
    const slow = scenario('twice as slow');
    const ours = await measureOurs(slow, 20, 4);
    expect(ours.delay).toBeLessThan(1.15 * delayAt(optimumOf(slow), ours.polls));
  });
});

describe('a task that is registered late', () => {
  const late = { ...scenario('twice as slow'), registered: (share: number) => 240 * share };
  const optimum = optimumOfLate(
    late,
    Array.from({ length: 240 }, (_, seconds) => seconds),
  );

  it('is as well known as any other if answers have `created`, and teaches nothing without it', async () => {
    const above = async (withoutCreated: boolean): Promise<number> => {
      const { polls, delay } = await measureOurs(late, 40, 2, { withoutCreated });
      return delay / delayAt(optimum, polls) - 1;
    };
    const [known, unknown] = [await above(false), await above(true)];
    expect(known).toBeLessThan(0.15);
    expect(unknown).toBeGreaterThan(0.2);
  });
});

describe('the check', () => {
  const schedules = ['fixed 60', 'ours, cold', 'ours after 20', 'ours after 100'];
  const result = (of: Partial<Scenario>, delay: number): Result => ({
    scenario: { ...lognormal, name: 'this one', odd: true, asDocumented: false, ...of },
    optimum: [],
    rows: schedules.map((schedule) => ({
      schedule,
      polls: 3,
      delay,
      p95: 0,
      byFirst: 0,
      optimum: 10,
      byPolls: 12,
      transitions: 11,
      dollars: 275,
    })),
  });

  it.each<[string, Partial<Scenario>, number, number]>([
    ['a shape 15 % above the optimum', {}, 11.5, 0],
    ['a shape 16 % above it', {}, 11.6, 1],
    ['a queue 10 % above the optimum by polls', { queue: () => 60 }, 13.2, 0],
    ['a queue 11 % above it, in all three', { queue: () => 60 }, 13.32, 3],
    ['a known miss', { unreached: 'a reason' }, 11.6, 0],
    ['a known miss that is none any more', { unreached: 'a reason' }, 11.5, 1],
    ['a held-out shape', { heldOut: true }, 50, 0],
  ])('judges %s', (_, of, delay, missed) => {
    expect(missedTargets([result(of, delay)])).toHaveLength(missed);
  });

  it('names a known miss with its reason', () => {
    expect(knownMisses([result({ unreached: 'a reason' }, 14), result({}, 14)])).toEqual([
      'this one: after 100 tasks 40.0 % above the optimum: a reason',
    ]);
  });

  it('judges a changing provider once ten tasks were seen', () => {
    const row = { day: 'd', regime: 'r', polls: 3, delay: 14, optimum: 10, allowed: 0.3 } as const;
    expect(missedByDays([{ ...row, seen: 'fewer than ten' }])).toEqual([]);
    expect(missedByDays([{ ...row, seen: 'ten and more' }])).toHaveLength(1);
    expect(missedByDays([{ ...row, seen: 'ten and more', delay: 12.9 }])).toEqual([]);
  });
});
