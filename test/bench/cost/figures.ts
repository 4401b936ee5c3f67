import { Assembly } from '../../../lib/local/cloud/assembly/assembly.ts';
import { projectAssembly } from '../../../lib/local/cloud/cloud.ts';
import { scenarios } from '../polling/distributions.ts';
import { measureOurs, measurePlain } from '../polling/measure.ts';
import {
  asDurable,
  containerAMonth,
  containerPerVideo,
  dollarsOf,
  type Quantities,
  quantitiesOf,
  sumOf,
} from './bill.ts';
import { standingCosts } from './standing.ts';
import { follow, type Usage } from './usage.ts';

export const volumes = [1_000, 10_000, 100_000] as const;

/** The poll at registration, by which a wrong id fails at once. The polling benchmark counts those after it. */
const firstPoll = 1;

export interface CostFigures {
  /** Polls of a video, the first one included. */
  readonly polls: { readonly ours: number; readonly fixed: number };
  readonly perVideo: Quantities;
  /** Dollars of one video by service, for each way to do it. */
  readonly ways: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Dollars a month without any video. */
  readonly standing: Readonly<Record<string, number>>;
  readonly series: number;
  /** Dollars of 1,000 videos in a container, at each of `volumes` a month. */
  readonly container: readonly number[];
  /** What the two counted tasks used. */
  readonly counted: readonly Usage[];
}

/** Counts two tasks in the local cloud, and takes the polls of a video from the polling benchmark. */
export const costFigures = async (): Promise<CostFigures> => {
  const scenario = scenarios.find(({ name }) => name === 'lognormal');
  if (!scenario) throw new Error('The documented times are gone');
  const ours = (await measureOurs(scenario, 100, 4)).polls + firstPoll;
  const fixed = measurePlain(scenario, 'fixed 30').polls + firstPoll;
  const [few, many] = [await follow(100), await follow(900)];
  const perVideo = quantitiesOf(ours, few, many);
  const assembly = await Assembly.read(await projectAssembly());
  const series = new Set([...few.series, ...many.series]).size;
  return {
    polls: { ours, fixed },
    perVideo,
    ways: {
      'this relay': dollarsOf(perVideo),
      'the same, polling every 30 s': dollarsOf(quantitiesOf(fixed, few, many)),
      'the same as a durable function': dollarsOf(asDurable(ours, perVideo)),
    },
    standing: standingCosts(assembly.template, series),
    series,
    container: volumes.map(
      (videos) => containerAMonth / (videos / 1000) + containerPerVideo(perVideo) * 1000,
    ),
    counted: [few, many],
  };
};

export const totals = ({ ways, standing }: CostFigures) => ({
  perThousand: sumOf(ways['this relay'] ?? {}) * 1000,
  standing: sumOf(standing),
});
