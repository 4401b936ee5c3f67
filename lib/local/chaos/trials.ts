import { setTimeout as delay } from 'node:timers/promises';
import type { Protection } from './broken-builds.ts';
import type { Disaster } from './disasters.ts';
import { type Role, roles } from './roles.ts';
import type { RunSettings } from './run.ts';
import { calm, type Weather } from './weather.ts';

/** A small run that the product passes, and that it fails without one protection: then it never ends of itself. */
export type Trial = Pick<RunSettings, 'tasks' | 'roles' | 'weather' | 'disasters' | 'patienceHours'>;

const only = (name: string): readonly Role[] => roles.filter((role) => role.name === name);

/** Every change of a record takes most of a minute on the clock, a third of the time between two, so that another one comes between. */
const slowWrites: Disaster = {
  after: 0,
  happen: async ({ plan }) =>
    plan.begin({
      name: 'DynamoDB slow',
      service: 'dynamodb',
      operations: ['UpdateItem'],
      verdict: { delayMillis: 900 },
    }),
};

/** Being made for so long that all are under way at once, on a slow machine too. */
const long: Role = {
  name: 'completed, after half an hour',
  weight: 1,
  play: (draw) => ({
    fate: { generatingSeconds: 1_200 + 1_200 * draw('generating') },
    serviceTier: 'flex',
  }),
};

/** When all are being followed, and a client that registers one again has no start to make up for. */
const lateRestart: Disaster = {
  after: 1,
  happen: async (world) => {
    while (world.provider.truth().some(({ questions }) => questions.length < 2)) await delay(20);
    await world.restart();
  },
};

const allCrowded: Weather = { ...calm, crowdedTasks: 1 };

export const trials: Readonly<Record<Protection, Trial>> = {
  /** The local cloud is restarted while they are being made: its executions are gone. */
  sweep: {
    tasks: 8,
    roles: [long],
    weather: calm,
    disasters: [lateRestart],
    patienceHours: 5,
  },
  /** Owners stop tasks while questions are being asked, whose answers are written afterwards. */
  fencing: {
    tasks: 20,
    roles: only('stopped by its owner'),
    weather: calm,
    disasters: [slowWrites],
    patienceHours: 0.3,
  },
  /** No connection to the video's host lasts for a third of the file. */
  resumption: {
    tasks: 4,
    roles: only('completed, connection always breaks'),
    weather: calm,
    patienceHours: 3,
  },
  /** Three of four invocations are throttled. */
  'retry on throttling': { tasks: 8, roles: only('completed'), weather: allCrowded, patienceHours: 3 },
};
