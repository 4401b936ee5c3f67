/** `npm run bench -- NAME [--json] [--check]`: a benchmark, as a table; as JSON; ending 1 where a target is missed. */
const benchmarks: Readonly<Record<string, () => Promise<{ run(args: string[]): Promise<void> }>>> = {
  api: () => import('./api.ts'),
  archive: () => import('./archive.ts'),
  cold: () => import('./cold.ts'),
  cost: () => import('./cost.ts'),
  polling: () => import('./polling.ts'),
};

const [name = '', ...args] = process.argv.slice(2);
const load = benchmarks[name];
if (load) {
  await (await load()).run(args);
} else {
  process.stderr.write(
    `Usage: npm run bench -- NAME [--json] [--check]\nNames: ${Object.keys(benchmarks).join(', ')}\n`,
  );
  process.exitCode = 2;
}
