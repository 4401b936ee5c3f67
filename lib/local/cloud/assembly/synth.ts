import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's own folder. */
export const projectFolder = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');

/** What a template depends on, apart from its context. `lib/local` is not part of the app. */
const sources = [
  'bin/app.ts',
  'bin/run.cjs',
  'bin/console-page.ts',
  'lib',
  'lambdas',
  'docs/openapi.json',
  'cdk.json',
  'relay.config.json',
  'package-lock.json',
];
const ignored = [join('lib', 'local')];
/** Old assemblies that are kept, so that two sets of settings used in turn stay quick. */
const kept = 6;

export interface SynthSettings {
  /** CDK context, as `-c name=value` would set it. */
  readonly context: Readonly<Record<string, string>>;
  /** Where the app lies: another one in tests of the local cloud itself. */
  readonly folder?: string;
}

const filesBelow = async (folder: string, path: string): Promise<string[]> => {
  const full = join(folder, path);
  if (!existsSync(full) || ignored.includes(path)) return [];
  if (!(await stat(full)).isDirectory()) return [path];
  const entries = await readdir(full);
  return (await Promise.all(entries.sort().map((entry) => filesBelow(folder, join(path, entry))))).flat();
};

const fingerprint = async (folder: string, context: Readonly<Record<string, string>>): Promise<string> => {
  const hash = createHash('sha256');
  const files = (await Promise.all(sources.map((path) => filesBelow(folder, path)))).flat();
  const contents = await Promise.all(files.map((file) => readFile(join(folder, file))));
  for (const [index, file] of files.entries()) hash.update(`${file}\0`).update(contents[index] ?? '');
  hash.update(JSON.stringify(Object.entries(context).sort()));
  return hash.digest('hex').slice(0, 16);
};

/** What `cdk synth` hands to the app, without the time that the command line takes. */
const run = async (folder: string, output: string, context: Readonly<Record<string, string>>) => {
  const settings = JSON.parse(await readFile(join(folder, 'cdk.json'), 'utf8')) as {
    readonly app: string;
    readonly context?: Readonly<Record<string, unknown>>;
  };
  const all = {
    ...settings.context,
    // Gives the path of each bundle.
    'aws:cdk:enable-asset-metadata': true,
    'aws:cdk:enable-path-metadata': true,
    ...context,
  };
  const child = spawn(settings.app, {
    cwd: folder,
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PATH: `${join(projectFolder, 'node_modules/.bin')}:${process.env.PATH ?? ''}`,
      CDK_OUTDIR: output,
      CDK_CONTEXT_JSON: JSON.stringify(all),
    },
  });
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const code = await new Promise<number | null>((done, failed) =>
    child.on('error', failed).on('close', done),
  );
  if (code !== 0) throw new Error(`The app could not be synthesized:\n${Buffer.concat(said).toString()}`);
};

const forgetOld = async (cache: string) => {
  const names = (await readdir(cache)).filter((name) => !name.includes('.'));
  const times = await Promise.all(
    names.map(async (name) => ({
      name,
      time: (await stat(join(cache, name)).catch(() => undefined))?.mtimeMs ?? 0,
    })),
  );
  const old = times.sort((a, b) => b.time - a.time).slice(kept);
  await Promise.all(old.map(({ name }) => rm(join(cache, name), { recursive: true, force: true })));
};

/**
 * The folder of the app's cloud assembly for these settings. Synthesized only if the sources or the settings have changed;
 * several processes may do this at the same time.
 */
export const synthesize = async (settings: SynthSettings): Promise<string> => {
  const folder = settings.folder ?? projectFolder;
  const cache = join(folder, '.local', 'synth');
  const output = join(cache, await fingerprint(folder, settings.context));
  if (existsSync(join(output, 'manifest.json'))) return output;
  // Each call has its own draft, because several may run at the same time.
  const draft = `${output}.${crypto.randomUUID()}`;
  await mkdir(draft, { recursive: true });
  try {
    await run(folder, draft, settings.context);
    // The bundles are CommonJS, and lie below a package that is not.
    await writeFile(join(draft, 'package.json'), '{ "type": "commonjs" }\n');
    // The first one wins; the others are identical.
    await rename(draft, output).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  await forgetOld(cache);
  return output;
};
