import { execFileSync } from 'node:child_process';
import { cp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { functionNames } from '../lambdas/contract/functions.ts';
import { bundleSettings, root } from '../lib/bundle-settings.ts';
import { buildConsolePage } from '../lib/console-page.ts';
import { thirdPartyNotices } from './third-party-notices.ts';

/**
 * Makes what the package carries: the construct as JavaScript with its types, and the functions as they are deployed, so
 * that an app that uses the construct needs neither their sources nor their dependencies; and the licences of what they contain. `node bin/pack.ts [folder]`.
 */
const folder = resolve(process.argv[2] ?? join(root, 'dist'));
await rm(folder, { recursive: true, force: true });
const tsc = join(root, 'node_modules/.bin/tsc');
execFileSync(tsc, ['-p', join(root, 'tsconfig.build.json'), '--outDir', folder], { stdio: 'inherit' });
const providers = 'lambdas/contract/providers'; // The construct reads them.
await cp(join(root, providers), join(folder, providers), { recursive: true });
const metafiles: Metafile[] = [];
for (const name of functionNames) {
  const { metafile } = await build({
    ...bundleSettings,
    mainFields: [...bundleSettings.mainFields],
    entryPoints: [join(root, 'lambdas/handlers', `${name}.ts`)],
    outfile: join(folder, 'bundles', name, 'index.js'),
    absWorkingDir: root,
    bundle: true,
    metafile: true,
    logLevel: 'warning',
  });
  metafiles.push(metafile);
}
const { metafile: consoleMetafile, ...page } = await buildConsolePage();
await writeFile(join(folder, 'bundles/api/console.json'), JSON.stringify(page));
metafiles.push(consoleMetafile);
await writeFile(join(folder, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(metafiles));
