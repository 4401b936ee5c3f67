import { defineConfig } from 'vitest/config';

/** The domain's own tests, which alone count: what only the API's tests notice is not covered here. */
export default defineConfig({
  test: {
    include: [process.env.MUTATION_TESTS ?? 'test/domain/**/*.test.ts', 'test/contract/**/*.test.ts'],
    // They simulate thousands of finishes, or of fragments, too often for every mutant.
    exclude: ['test/domain/callbacks/slow-host.test.ts'],
    env: { TEST_EFFORT: '0.03' },
    // Instrumented code is many times as slow: this ends only what hangs.
    testTimeout: 120_000,
  },
});
