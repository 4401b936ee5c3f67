import { Assembly } from '../../../lib/local/cloud/assembly/assembly.ts';
import { projectAssembly } from '../../../lib/local/cloud/cloud.ts';
import { scenarios } from '../polling/distributions.ts';
import { measureOurs, measurePlain } from '../polling/measure.ts';
import {
  asDurable,
  type Counted,
  containerAMonth,
  containerPerVideo,
  dollarsOf,
  type Early,
  type Quantities,
  quantitiesOf,
  sumOf,
} from './bill.ts';
import { standingCosts } from './standing.ts';
import { follow, type Route } from './usage.ts';

export const volumes = [1_000, 10_000, 100_000] as const;

/** The poll at registration, by which a wrong id fails at once. The polling benchmark counts those after it. */
const firstPoll = 1;

const wayIn = { tasks: 'registered: POST /v1/tasks', videos: 'created: POST /v1/videos' } as const;

export interface CostFigures {
  /** Polls of a video, the first one included, by the way it comes. */
  readonly polls: { readonly tasks: number; readonly videos: number; readonly fixed: number };
  readonly perVideo: Quantities;
  /** Dollars of one video by service, for each way to do it. */
  readonly ways: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Dollars a month without any video. */
  readonly standing: Readonly<Record<string, number>>;
  readonly series: number;
  /** Dollars of 1,000 videos in a container, at each of `volumes` a month. */
  readonly container: readonly number[];
  /** What the counted tasks used, by the way they came. */
  readonly counted: Readonly<Record<Route, Counted>>;
}

/** Counts two tasks in the local cloud, and takes the polls of a video from the polling benchmark. */
export const costFigures = async (): Promise<CostFigures> => {
  const scenario = scenarios.find(({ name }) => name === 'lognormal');
  if (!scenario) throw new Error('The documented times are gone');
  const registered = await measureOurs(scenario, 100, 4);
  const created = await measureOurs(scenario, 100, 4, { byUs: true });
  const polls = {
    tasks: registered.polls + firstPoll,
    videos: created.polls,
    fixed: measurePlain(scenario, 'fixed 30').polls + firstPoll,
  };
  const early: Early = [0, registered.byFirst]; // The first poll is that at registration.
  const counted = { '/v1/tasks': await countOf('/v1/tasks'), '/v1/videos': await countOf('/v1/videos') };
  const perVideo = quantitiesOf(polls.tasks, counted['/v1/tasks'], early);
  const assembly = await Assembly.read(await projectAssembly());
  const all = Object.values(counted).flat();
  const series = new Set(all.flatMap((usage) => [...usage.series])).size;
  return {
    polls,
    perVideo,
    ways: {
      [wayIn.tasks]: dollarsOf(perVideo),
      [wayIn.videos]: dollarsOf(quantitiesOf(polls.videos, counted['/v1/videos'], [0, created.byFirst])),
      'registered, polled every 30 s': dollarsOf(quantitiesOf(polls.fixed, counted['/v1/tasks'], [0, 0])),
      'registered, as a durable function': dollarsOf(asDurable(polls.tasks, perVideo)),
    },
    standing: standingCosts(assembly.template, series),
    series,
    container: volumes.map(
      (videos) => containerAMonth / (videos / 1000) + containerPerVideo(perVideo) * 1000,
    ),
    counted,
  };
};

const countOf = async (route: Route): Promise<Counted> => [
  await follow(route, 200),
  await follow(route, 900),
];

/** Dollars of 1,000 videos, and of a month without any. */
export const totals = ({ ways, standing }: CostFigures) => {
  const perThousand = (way: string) => sumOf(ways[way] ?? {}) * 1000;
  return {
    registered: perThousand(wayIn.tasks),
    created: perThousand(wayIn.videos),
    standing: sumOf(standing),
  };
};
