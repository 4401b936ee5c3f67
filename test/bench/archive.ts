import { parseArgs } from 'node:util';
import { type Case, type Figures, runCase, sinks, type Way, ways } from './archive/cases.ts';
import { checkCosts, checkTargets, coldCheckMillis } from './archive/check.ts';
import { useTls } from './archive/processes.ts';
import { targetsOf } from './archive/targets.ts';

const out = (line: string): void => void process.stdout.write(`${line}\n`);
const numbers = (list: string): readonly number[] => list.split(',').map(Number);

/**
 * Copies from a source to a bucket, ours beside its peers: `[--json] [--check] [--sizes MIB,…] [--sources free,capped]
 * [--sinks counting,embedded] [--rounds N] [--tls]`. Every copy runs in a process of its own, source and bucket in others.
 */
export const run = async (args: string[]): Promise<void> => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      sizes: { type: 'string', default: '20,200,1024' },
      sources: { type: 'string', default: 'free,capped' },
      sinks: { type: 'string', default: 'counting,embedded' },
      ways: { type: 'string', default: ways.join(',') },
      tls: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '3' },
    },
  });
  if (values.tls) useTls();
  const cases = values.sinks
    .split(',')
    .flatMap((sink) =>
      values.sources
        .split(',')
        .flatMap((source) => numbers(values.sizes).map((mebibytes) => ({ mebibytes, source, sink }) as Case)),
    );
  const results = [];
  for (const at of cases) {
    if (!(at.sink in sinks)) throw new Error(`No such sink: ${at.sink}`);
    const rounds = roundsOf(at, Number(values.rounds));
    const figures = await runCase(at, values.ways.split(',') as Way[], rounds);
    const targets = targetsOf(at, figures);
    const check = await checkOf(at, figures);
    results.push({ ...at, ways: Object.fromEntries(figures), targets, ...(check && { check }) });
    if (!values.json) show(at, figures, check);
  }
  const checks = checkTargets(checkCosts());
  const missed = [...results.flatMap(({ targets }) => targets), ...checks].filter(({ held }) => !held);
  if (values.json) out(JSON.stringify({ cases: results, checks }, undefined, 2));
  else {
    for (const { promise, figure, held } of checks) {
      out(`${held ? 'held  ' : 'MISSED'} ${promise} (${figure.toFixed(2)})`);
    }
    for (const { mebibytes, source, sink, targets } of results) {
      for (const { promise, figure, held } of targets) {
        out(
          `${held ? 'held  ' : 'MISSED'} ${mebibytes} MiB, ${source}, ${sink}: ${promise} (${figure.toFixed(2)})`,
        );
      }
    }
  }
  if (values.check && missed.length > 0) process.exitCode = 1;
};

interface CheckShare {
  readonly cpuMillis: number;
  /** Of the copy's CPU. */
  readonly share: number;
}

/** What of a copy's CPU goes into seeing that the file is whole. The files here have their index first. */
const checkOf = async (
  { mebibytes }: Case,
  figures: ReadonlyMap<Way, Figures>,
): Promise<CheckShare | undefined> => {
  const ours = figures.get('ours');
  if (!ours) return undefined;
  const cpuMillis = await coldCheckMillis(mebibytes);
  return { cpuMillis, share: cpuMillis / ((ours.cpuSecondsPerGib * 1000 * mebibytes) / 1024) };
};

/** A capped gigabyte takes most ways 41 s, and chance has little part in it; a small file's tenth of a second is mostly chance. */
const roundsOf = ({ mebibytes, source }: Case, rounds: number): number => {
  if (source === 'capped') return mebibytes > 200 ? 1 : rounds;
  return mebibytes < 100 ? 7 * rounds : rounds;
};

const show = (
  { mebibytes, source, sink }: Case,
  figures: ReadonlyMap<Way, Figures>,
  check: CheckShare | undefined,
): void => {
  const relay = figures.get('relay');
  out(`${mebibytes} MiB, ${source} source, ${sink} bucket`);
  out('  way          MB/s  of relay   CPU s/GiB  of relay   peak MB');
  for (const [way, { mbPerSecond, cpuSecondsPerGib, peakMb }] of figures) {
    const cells = [
      mbPerSecond.toFixed(0).padStart(8),
      relay ? (mbPerSecond / relay.mbPerSecond).toFixed(2).padStart(10) : '',
      cpuSecondsPerGib.toFixed(2).padStart(12),
      relay ? (cpuSecondsPerGib / relay.cpuSecondsPerGib).toFixed(2).padStart(10) : '',
      peakMb.toFixed(0).padStart(10),
    ];
    out(`  ${way.padEnd(9)}${cells.join('')}`);
  }
  if (check) {
    const share = (100 * check.share).toFixed(1);
    out(`  of ours, the check of the file: ${check.cpuMillis.toFixed(1)} ms of CPU, ${share} %`);
  }
  out('');
};
