import { defineConfig } from 'vitest/config';

/** No test fails because the machine is slow, or busy: these end only what hangs. */
const patience = { testTimeout: 180_000, hookTimeout: 180_000, expect: { poll: { timeout: 120_000 } } };

/** Many that are soon over: they share processes, and what these have imported. */
const together = [
  'test/{adapters,contract,docs,domain,handlers}/**/*.test.ts',
  'test/lib/{options,operator}/*.test.ts',
  'test/*.test.ts',
];

export default defineConfig({
  test: {
    ...patience,
    // One more than the processors of a small machine: some tests wait for a clock.
    maxWorkers: 3,
    projects: [
      { extends: true, test: { name: 'apart', include: ['test/**/*.test.ts'], exclude: together } },
      { extends: true, test: { name: 'together', include: together, isolate: false } },
    ],
  },
});
