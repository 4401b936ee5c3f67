import { rm } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { report } from '../../../../lib/local/chaos/check/report.ts';
import { buildWithout } from '../../../../lib/local/chaos/faults/broken-builds.ts';
import { runChaos } from '../../../../lib/local/chaos/run.ts';
import { trials } from '../../../../lib/local/chaos/trials.ts';
import { projectAssembly } from '../../../../lib/local/cloud/cloud.ts';

/** The others: `npm run chaos -- --trial resumption`, and `--without resumption`. */
const names = ['sweep', 'fencing'] as const;
const common = { seed: 1, speed: 600 };
const patience = { patienceHours: 20 };

beforeAll(() => projectAssembly());

describe.concurrent('a trial', () => {
  it.for(names)(
    'passes with the protection "%s", and fails without it',
    { timeout: 900_000 },
    async (name) => {
      const whole = await runChaos({ ...trials[name], ...common, ...patience });
      expect(whole.findings, report(whole, name)).toEqual([]);
      const assembly = await buildWithout(name);
      const broken = await runChaos({ ...trials[name], ...common, assembly });
      await rm(assembly, { recursive: true });
      expect(broken.findings.length).toBeGreaterThan(0);
    },
  );
});
