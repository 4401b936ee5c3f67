import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { root } from '../lib/bundle-settings.ts';

interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/** Folders, from the project's, of the packages whose code a bundle holds. What was left out of it has no bytes in the output. */
export const bundledPackages = (metafiles: readonly Metafile[]): readonly string[] => {
  const inputs = metafiles
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap((output) => Object.entries(output.inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const folders = inputs.map(([path]) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
};

const licenceFiles = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => /^(licen[cs]e|notice|copying)(\.|$)/i.test(name))
    .sort();

/** The licence of every package in the bundles, with its whole text. Throws for a package that names none. */
export const thirdPartyNotices = (metafiles: readonly Metafile[]): string => {
  const byText = new Map<string, string[]>();
  for (const path of bundledPackages(metafiles)) {
    const folder = join(root, path);
    const { name, version, license } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    ) as PackageManifest;
    if (!license) throw new Error(`${name} is in a bundle and names no licence`);
    const texts = licenceFiles(folder).map((file) => readFileSync(join(folder, file), 'utf8').trim());
    // Only a licence that does not ask for its text may come without it.
    if (texts.length === 0 && license !== 'MIT-0')
      throw new Error(`${name} comes without its licence's text`);
    const text = texts.join('\n\n') || `${license}, https://spdx.org/licenses/${license}.html`;
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  const notices = [...byText].map(([text, packages]) => `${packages.join('\n')}\n\n${text}\n`);
  return ['The functions in `bundles` contain code of these packages.\n', ...notices].join(
    `\n${'-'.repeat(80)}\n\n`,
  );
};
