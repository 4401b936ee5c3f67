import { defineConfig } from 'vitest/config';

/** The domain's own tests, which alone count: what only the API's tests notice is not covered here. */
export default defineConfig({
  test: { include: ['test/domain/**/*.test.ts', 'test/contract/**/*.test.ts'] },
});
