import { rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { buildWithout, isProtection, protections } from '../../lib/local/chaos/broken-builds.ts';
import { report } from '../../lib/local/chaos/report.ts';
import { runChaos } from '../../lib/local/chaos/run.ts';
import { trials } from '../../lib/local/chaos/trials.ts';

const names = Object.keys(protections).filter(isProtection);
const common = { seed: 1, speed: 600 };
/** A broken build never ends what it lost; a slow machine takes its time for what is whole. */
const patience = { whole: { patienceHours: 20 }, broken: { patienceHours: 2.5 } };

describe.concurrent('a trial', () => {
  it.for(names)('is passed because of the %s, and failed without', { timeout: 240_000 }, async (name) => {
    const whole = await runChaos({ ...trials[name], ...common, ...patience.whole });
    expect(whole.findings, report(whole, name)).toEqual([]);
    const assembly = await buildWithout(name);
    const broken = await runChaos({ ...trials[name], ...common, ...patience.broken, assembly });
    await rm(assembly, { recursive: true });
    expect(broken.findings.length).toBeGreaterThan(0);
  });
});
