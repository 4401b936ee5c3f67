import { describe, expect, it } from 'vitest';
import { report } from '../../../../lib/local/chaos/check/report.ts';
import { heavyFaults } from '../../../../lib/local/chaos/faults/fault-profile.ts';
import { outages } from '../../../../lib/local/chaos/faults/outages.ts';
import { runChaos } from '../../../../lib/local/chaos/run.ts';
import { quickScenarios } from '../../../../lib/local/chaos/scenarios.ts';

/** `CHAOS_SEED=7 npx vitest run test/chaos` tries another one. */
const seed = process.env.CHAOS_SEED ?? '1';

describe('a run with faults in every service', () => {
  it(`loses nothing (CHAOS_SEED=${seed})`, { timeout: 600_000 }, async () => {
    const result = await runChaos({
      tasks: 24,
      seed,
      speed: 600,
      scenarios: quickScenarios,
      profile: heavyFaults,
      eventBus: true,
      outages: outages.filter(({ after }) => after === 0.25 || after === 0.1),
      maxHours: 14,
    });
    expect(result.findings, report(result, `Seed ${seed}`)).toEqual([]);
    expect(result.faultCount).toBeGreaterThan(100);
  });
});
