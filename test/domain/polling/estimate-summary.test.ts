import { describe, expect, it } from 'vitest';
import type { Observation } from '../../../lambdas/domain/polling/estimate-store.ts';
import { estimateSummary } from '../../../lambdas/domain/polling/estimate-summary.ts';
import { minute } from '../../../lambdas/domain/task/time.ts';
import { startOfTests } from '../../support/records.ts';

const key = { model: 'seedance_1_5_pro_720p', serviceTier: 'default' } as const;
const seen = (fields: Partial<Observation> = {}): Observation => ({
  fromSeconds: 400,
  toSeconds: 420,
  count: 1,
  ...fields,
});

describe('an estimate in a few figures', () => {
  it('is the documented one before anything was seen, and says so', () => {
    const { p5, p25, p50, p75, p95, ...facts } = estimateSummary(key, []);
    expect(facts).toEqual({ tasksSeen: 0 });
    const figures = [p5, p25, p50, p75, p95];
    expect(figures).toEqual([...figures].sort((a, b) => a - b));
    expect(Math.abs(p50 / Math.sqrt(120 * 300) - 1)).toBeLessThan(0.1);
    expect([p25 < p50 - 20, p75 > p50 + 20, p5 < 130, p95 > 300]).toEqual([true, true, true, true]);
  });

  it('says how many tasks it was learnt from, and when the newest was seen', () => {
    const at = startOfTests;
    const { tasksSeen, updatedAt, p50 } = estimateSummary(key, [
      seen({ count: 12, at: at - 2 * minute }),
      seen({ count: 3, at }),
      seen({ count: 5 }),
    ]);
    expect({ tasksSeen, updatedAt }).toEqual({ tasksSeen: 20, updatedAt: at });
    expect(Math.abs(p50 - 410)).toBeLessThan(15);
  });

  it('says no time of sightings whose minute was not kept', () => {
    for (const at of [{}, { at: 0 }]) {
      expect(estimateSummary(key, [seen(at)])).not.toHaveProperty('updatedAt');
    }
  });
});
