import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { root } from './bundle-settings.ts';

const source = join(root, 'lambdas/console');

/** The page with its script and its style in it, and what a Content Security Policy allows them by. */
export interface BuiltPage {
  readonly html: string;
  readonly script: string;
  readonly style: string;
}

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** Throws if an element that held the text would end within it. */
const assertFits = (element: 'script' | 'style', text: string): void => {
  if (text.toLowerCase().includes(`</${element}`)) throw new Error(`The ${element} would end itself`);
};

/** Builds the console as one page, with nothing that it would have to load. */
export const buildConsolePage = async (): Promise<BuiltPage & { readonly metafile: Metafile }> => {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(source, 'main.tsx'), join(source, 'style/console.css')],
    absWorkingDir: root,
    outdir: 'console',
    entryNames: '[name]',
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    write: false,
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  const output = (end: string): string => {
    const text = outputFiles.find(({ path }) => path.endsWith(end))?.text;
    if (text === undefined) throw new Error(`The console has no ${end}`);
    return text.trimEnd();
  };
  const [script, style] = [output('.js'), output('.css')];
  assertFits('script', script);
  assertFits('style', style);
  const html = (await readFile(join(source, 'page.html'), 'utf8'))
    .replace('/* style */', () => style)
    .replace('/* script */', () => script);
  return { html, script: hashOf(script), style: hashOf(style), metafile };
};
