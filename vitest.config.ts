import { defineConfig } from 'vitest/config';

/** No test fails because the machine is slow, or busy: these end only what hangs. */
const patience = { testTimeout: 180_000, hookTimeout: 180_000, expect: { poll: { timeout: 120_000 } } };

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    ...patience,
    maxWorkers: 2,
  },
});
