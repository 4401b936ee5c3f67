import type { Sample, SoakResult } from './soak.ts';

/** Growth from the second quarter of a soak to the last one that passes for none. */
const tolerated = { memoryMb: 0.15, handles: 0.1, threads: 0.1 } as const;
type Measure = keyof typeof tolerated;
const units: Readonly<Record<Measure, string>> = { memoryMb: 'MB', handles: 'handles', threads: 'threads' };

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);

/** How much greater the mean of the last quarter is than that of the second, when all was warm: a share. */
export const growth = (values: readonly number[]): number => {
  const quarter = values.length / 4;
  const warm = mean(values.slice(Math.floor(quarter), Math.floor(2 * quarter)));
  return mean(values.slice(Math.floor(3 * quarter))) / warm - 1;
};

const growthOf = ({ samples }: SoakResult, measure: Measure): number =>
  growth(samples.map((sample) => sample[measure]));

const measures = Object.keys(tolerated) as Measure[];

/** Nothing was lost, and nothing grew. */
export const isFlat = (result: SoakResult): boolean =>
  result.lost === 0 && measures.every((measure) => growthOf(result, measure) <= tolerated[measure]);

export const sampleLine = ({ tasks, seconds, memoryMb, handles, threads }: Sample): string =>
  [
    `${String(tasks).padStart(6)} tasks`,
    `${seconds.toFixed(0).padStart(5)} s`,
    `${String(memoryMb).padStart(5)} MB`,
    `${String(handles).padStart(4)} handles`,
    `${String(threads).padStart(4)} threads`,
  ].join('  ');

export const soakVerdict = (result: SoakResult): string => {
  const grown = measures.map((measure) => {
    const share = growthOf(result, measure) * 100;
    return `${share >= 0 ? '+' : ''}${share.toFixed(1)} % ${units[measure]}`;
  });
  return `From the second quarter to the last: ${grown.join(', ')}. ${result.lost} lost.\n`;
};
