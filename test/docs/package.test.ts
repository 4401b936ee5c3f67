import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Metafile } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { bundledPackages, thirdPartyNotices } from '../../bin/third-party-notices.ts';
import { root } from '../../lib/bundle-settings.ts';

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly keywords: readonly string[];
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
};

/** What `npm pack` puts into the package, but for what is built before. */
const packed = (): ReadonlySet<string> => {
  const output = execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ files }] = JSON.parse(output) as [{ files: readonly { path: string }[] }];
  return new Set(files.map(({ path }) => path));
};

describe('The package', () => {
  const files = packed();

  it('has every file that its documents link to', () => {
    const documents = [...files].filter((path) => path.endsWith('.md'));
    expect(documents).toContain('docs/decisions/README.md');
    const broken = documents.flatMap((from) =>
      [...readFileSync(join(root, from), 'utf8').matchAll(/\]\(([^)#\s]+)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !/^https?:/.test(target))
        .map((target) => join(dirname(from), target).replace(/\/$/, ''))
        .filter((path) => !files.has(path))
        .map((path) => `${from} → ${path}`),
    );
    expect(broken).toEqual([]);
  });

  it('has nothing of the local cloud, and no test', () => {
    expect([...files].filter((path) => /^(lib\/local|test|bin)\//.test(path))).toEqual([]);
  });

  it('exports only what it has, or what is built before', () => {
    const targets = Object.values(manifest.exports).flatMap((target) =>
      typeof target === 'string' ? [target] : Object.values(target),
    );
    const missing = targets
      .map((target) => target.replace('./', ''))
      .filter((path) => !path.startsWith('dist/') && !files.has(path));
    expect(missing).toEqual([]);
  });

  it('can be found by what it is for', () => {
    expect(manifest.keywords).toEqual(expect.arrayContaining(['seedance', 'webhooks', 'aws-cdk']));
  });
});

/** What esbuild says of a bundle with these files in it, by the bytes that each brought. */
const metafile = (inputs: Readonly<Record<string, number>>): Metafile => ({
  inputs: {},
  outputs: {
    'index.js': {
      bytes: 0,
      imports: [],
      exports: [],
      inputs: Object.fromEntries(
        Object.entries(inputs).map(([path, bytesInOutput]) => [path, { bytesInOutput }]),
      ),
    },
  },
});

describe('The notices of third parties', () => {
  it('name each package whose code is in a bundle once, and none that was left out', () => {
    const one = metafile({
      'lambdas/handlers/api.ts': 10,
      'node_modules/valibot/dist/index.js': 5,
      'node_modules/@aws-sdk/core/dist-es/index.js': 1,
      'node_modules/picocolors/picocolors.js': 0,
    });
    const other = metafile({
      'node_modules/valibot/dist/index.js': 5,
      'node_modules/a/node_modules/b/c.js': 1,
    });
    expect(bundledPackages([one, other])).toEqual([
      'node_modules/@aws-sdk/core',
      'node_modules/a/node_modules/b',
      'node_modules/valibot',
    ]);
  });

  it('give the licence with its whole text', () => {
    const notices = thirdPartyNotices([metafile({ 'node_modules/valibot/dist/index.js': 5 })]);
    const [licence = ''] = globSync('node_modules/valibot/LICENSE*', { cwd: root });
    expect(notices).toMatch(/^valibot \d+\.\d+\.\d+ \(MIT\)$/m);
    expect(notices).toContain(readFileSync(join(root, licence), 'utf8').trim());
  });
});
