import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import type { FunctionName } from '../../lambdas/contract/functions.ts';
import { bundleSettings, root } from '../../lib/bundle-settings.ts';

/** Below the package, so that what is not bundled is found where the runtime would have it. */
const folder = join(root, '.local', 'bundles');

const ways: Readonly<Record<'ours' | 'cdk', BuildOptions>> = {
  /** As the stack does it. */
  ours: { ...bundleSettings, mainFields: [...bundleSettings.mainFields] },
  /** What CDK's NodejsFunction does when told nothing: as it was written, the SDK left to the runtime. */
  cdk: { format: 'cjs', platform: 'node', target: 'node24', external: ['@aws-sdk/*', '@smithy/*'] },
};
export type BundleWay = keyof typeof ways;

export interface Bundle {
  readonly path: string;
  readonly bytes: number;
}

/** Bundles a function, and says where it is and how large. */
export const bundle = async (name: FunctionName, way: BundleWay): Promise<Bundle> => {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name}.${way}.cjs`);
  await build({
    ...ways[way],
    entryPoints: [join(root, 'lambdas/handlers', `${name}.ts`)],
    outfile: path,
    bundle: true,
    logLevel: 'error',
  });
  return { path, bytes: (await stat(path)).size };
};
