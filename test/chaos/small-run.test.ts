import { describe, expect, it } from 'vitest';
import { disasters } from '../../lib/local/chaos/disasters.ts';
import { report } from '../../lib/local/chaos/report.ts';
import { quickRoles } from '../../lib/local/chaos/roles.ts';
import { runChaos } from '../../lib/local/chaos/run.ts';
import { storm } from '../../lib/local/chaos/weather.ts';

/** `CHAOS_SEED=7 npx vitest run test/chaos` tries another one. */
const seed = process.env.CHAOS_SEED ?? '1';

describe('a product that breaks everywhere', () => {
  it(`loses nothing (CHAOS_SEED=${seed})`, { timeout: 600_000 }, async () => {
    const result = await runChaos({
      tasks: 24,
      seed,
      speed: 600,
      roles: quickRoles,
      weather: storm,
      disasters: disasters.filter(({ after }) => after === 0.25 || after === 0.1),
      patienceHours: 14,
    });
    expect(result.findings, report(result, `Seed ${seed}`)).toEqual([]);
    expect(result.faultCount).toBeGreaterThan(100);
  });
});
