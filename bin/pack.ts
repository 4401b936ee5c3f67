import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { functionNames } from '../lambdas/contract/functions.ts';
import { bundleSettings, root } from '../lib/bundle-settings.ts';

/**
 * Makes what the package carries: the construct as JavaScript with its types, and the functions as they are deployed, so
 * that an app that uses the construct needs neither their sources nor their dependencies. `node bin/pack.ts [folder]`.
 */
const folder = process.argv[2] ?? join(root, 'dist');
await rm(folder, { recursive: true, force: true });
const tsc = join(root, 'node_modules/.bin/tsc');
execFileSync(tsc, ['-p', join(root, 'tsconfig.build.json'), '--outDir', folder], { stdio: 'inherit' });
for (const name of functionNames) {
  await build({
    ...bundleSettings,
    mainFields: [...bundleSettings.mainFields],
    entryPoints: [join(root, 'lambdas/handlers', `${name}.ts`)],
    outfile: join(folder, 'bundles', name, 'index.js'),
    bundle: true,
    logLevel: 'warning',
  });
}
