import type { Case, Figures, Way } from './cases.ts';

export interface Target {
  readonly promise: string;
  readonly figure: number;
  readonly held: boolean;
}

const is = (at: Case, mebibytes: number, source: Case['source']): boolean =>
  at.mebibytes === mebibytes && at.source === source && at.sink === 'counting';

/** What this project promises of a case, measured in the same run as its peers. */
export const targetsOf = (at: Case, figures: ReadonlyMap<Way, Figures>): readonly Target[] => {
  const ours = figures.get('ours');
  const upload = figures.get('upload');
  const streamed = figures.get('streamed');
  if (!ours) return [];
  const targets: Target[] = [
    { promise: 'peak RSS under 180 MB', figure: ours.peakMb, held: ours.peakMb < 180 },
  ];
  const ratio = (promise: string, figure: number, held: boolean) => targets.push({ promise, figure, held });
  if (upload && is(at, 1024, 'free')) {
    const speed = ours.mbPerSecond / upload.mbPerSecond;
    const work = ours.cpuSecondsPerGib / upload.cpuSecondsPerGib;
    ratio('at least 1.4 × the throughput of lib-storage', speed, speed >= 1.4);
    ratio('at most 0.7 × the CPU of lib-storage', work, work <= 0.7);
  }
  if (upload && is(at, 1024, 'capped')) {
    const speed = ours.mbPerSecond / upload.mbPerSecond;
    ratio('at least 4 × the throughput of lib-storage', speed, speed >= 4);
  }
  if (streamed && is(at, 20, 'free')) {
    const speed = ours.mbPerSecond / streamed.mbPerSecond;
    ratio('at least 0.9 × the throughput of a streamed PutObject', speed, speed >= 0.9);
  }
  return targets;
};
