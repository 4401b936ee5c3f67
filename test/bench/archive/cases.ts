import { bundled, runScript, startServer } from './processes.ts';

export const ways = ['relay', 'ours', 'streamed', 'upload', 'buffered'] as const;
export type Way = (typeof ways)[number];

const mebi = 1024 * 1024;

/** What a far CDN gives to each connection. */
export const capMbPerSecond = 26;
export const sinks = { counting: 'sink.ts', embedded: 'store.ts' } as const;

export interface Case {
  readonly mebibytes: number;
  readonly source: 'free' | 'capped';
  readonly sink: keyof typeof sinks;
}

export interface Figures {
  readonly mbPerSecond: number;
  readonly cpuSecondsPerGib: number;
  readonly peakMb: number;
}

interface Run {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/** All ways through one case, in turns, so that what else the machine does falls on all of them alike. */
export const runCase = async (
  { mebibytes, source, sink }: Case,
  compared: readonly Way[],
  rounds: number,
): Promise<ReadonlyMap<Way, Figures>> => {
  const bytes = mebibytes * mebi;
  const cap = source === 'capped' ? [String(capMbPerSecond * 1_000_000)] : [];
  const copier = await bundled('copier.ts');
  const host = await startServer('source.ts', String(bytes), ...cap);
  const runs = new Map<Way, Run[]>(compared.map((way) => [way, []]));
  try {
    for (let round = 0; round < rounds; round++) {
      for (const way of compared) {
        const bucket = await startServer(sinks[sink]);
        try {
          const run = await runScript<Run>(copier, way, `${host.url}/bench.mp4`, bucket.url);
          runs.get(way)?.push(run);
        } finally {
          bucket.stop();
        }
      }
    }
  } finally {
    host.stop();
  }
  const figures = [...runs].map(([way, all]): [Way, Figures] => [
    way,
    {
      mbPerSecond: bytes / 1e6 / median(all.map(({ seconds }) => seconds)),
      cpuSecondsPerGib: (median(all.map(({ cpuSeconds }) => cpuSeconds)) * 1024) / mebibytes,
      peakMb: median(all.map(({ peakMb }) => peakMb)),
    },
  ]);
  return new Map(figures);
};
