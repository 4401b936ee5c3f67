import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { projectFolder } from '../assembly/synth.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
/** All that the worker's code can import lies in here. */
const sources = fileURLToPath(new URL('..', import.meta.url));

/** Of every file that the worker's bundle could be made of. */
const fingerprint = (): string => {
  const hash = createHash('sha256');
  for (const file of readdirSync(sources, { recursive: true, encoding: 'utf8' }).sort()) {
    if (file.endsWith('.ts')) hash.update(file).update(readFileSync(join(sources, file)));
  }
  return hash.digest('hex').slice(0, 16);
};

let made: string | undefined;

/**
 * The file that a function's worker runs, as plain JavaScript: a thread that has to strip types first takes 6 MB and
 * 25 ms more. Kept below `.local` as long as the sources are the same.
 */
export const workerBundle = (): string => {
  made ??= join(projectFolder, '.local', 'worker', `${fingerprint()}.cjs`);
  if (existsSync(made)) return made;
  mkdirSync(join(made, '..'), { recursive: true });
  const draft = `${made}.${process.pid}`;
  buildSync({
    entryPoints: [join(folder, 'lambda-worker.ts')],
    outfile: draft,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
  renameSync(draft, made);
  return made;
};
