import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { tlsEnvironment } from './tls.ts';

const here = (script: string): string => fileURLToPath(new URL(script, import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'seedance-relay-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
let tls: Readonly<Record<string, string>> | undefined;

/** From here on, sources and buckets are reached by TLS. */
export const useTls = (): void => {
  tls = tlsEnvironment(folder);
};

/** A script as a function is deployed: one minified file, with nothing of the TypeScript loader in its memory. */
export const bundled = async (script: string): Promise<string> => {
  const outfile = join(folder, script.replace(/ts$/, 'cjs'));
  await build({
    entryPoints: [here(script)],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  return outfile;
};

const start = (script: string, args: readonly string[]): ChildProcess =>
  spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...tls },
  });

const firstLine = async (child: ChildProcess): Promise<string> => {
  if (!child.stdout) throw new Error('No output');
  const lines = createInterface(child.stdout);
  const [line] = await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error('A process of the benchmark ended too early'))),
  ]);
  return line;
};

/** A server in a process of its own, which prints its port. */
export const startServer = async (
  script: string,
  ...args: readonly string[]
): Promise<{ readonly url: string; stop(): void }> => {
  const child = start(here(script), args);
  const port = await firstLine(child);
  return { url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`, stop: () => void child.kill() };
};

/** Runs a script to its end, and reads the JSON that it prints. */
export const runScript = async <T>(script: string, ...args: readonly string[]): Promise<T> =>
  JSON.parse(await firstLine(start(script, args)));
