import type { Prepare } from './ways/route.ts';

/** Loaded one by one: what a way does not use must not weigh on its memory. */
const ways: Readonly<Record<string, () => Promise<{ readonly prepare: Prepare }>>> = {
  ours: () => import('./ways/ours.ts'),
  upload: () => import('./ways/upload.ts'),
  buffered: () => import('./ways/buffered.ts'),
  streamed: () => import('./ways/streamed.ts'),
  relay: () => import('./ways/relay.ts'),
};

/** One copy in a fresh process: `copier WAY LINK ENDPOINT`. Prints seconds, CPU seconds and the peak RSS in MB. */
const run = async (way = '', link = '', endpoint = ''): Promise<void> => {
  const load = ways[way];
  if (!load) throw new Error(`No such way: ${way}`);
  const copy = (await load()).prepare({ link, endpoint });
  const cpu = process.cpuUsage();
  const began = performance.now();
  await copy();
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const peakMb = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(`${JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6, peakMb })}\n`);
  process.exit(0);
};

void run(...process.argv.slice(2));
