import { setTimeout as delay } from 'node:timers/promises';
import type { Protection } from './faults/broken-builds.ts';
import { type FaultProfile, noFaults } from './faults/fault-profile.ts';
import type { ScheduledOutage } from './faults/outages.ts';
import type { RunSettings } from './run.ts';
import { type Scenario, scenarios } from './scenarios.ts';

/** A small run that the product passes, and that it fails without one protection: then it never ends of itself. */
export type Trial = Pick<RunSettings, 'tasks' | 'scenarios' | 'profile' | 'outages' | 'maxHours'>;

const only = (name: string): readonly Scenario[] => scenarios.filter((scenario) => scenario.name === name);

/** Every change of a record takes most of a minute on the clock, a third of the time between two, so that another one comes between. */
const slowWrites: ScheduledOutage = {
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
const long: Scenario = {
  name: 'completed, after half an hour',
  weight: 1,
  plan: (draw) => ({
    script: { generatingSeconds: 1_200 + 1_200 * draw('generating') },
    serviceTier: 'flex',
  }),
};

/** When all are being followed, and a client that registers one again has no start to make up for. */
const lateRestart: ScheduledOutage = {
  after: 1,
  happen: async (environment) => {
    while (environment.provider.groundTruths().some(({ polls }) => polls.length < 2)) await delay(20);
    await environment.restart();
  },
};

const allCrowded: FaultProfile = { ...noFaults, crowdedTasks: 1 };

export const trials: Readonly<Record<Protection, Trial>> = {
  /** The local cloud is restarted while they are being made: its executions are gone. */
  sweep: {
    tasks: 8,
    scenarios: [long],
    profile: noFaults,
    outages: [lateRestart],
    maxHours: 5,
  },
  /** Owners stop tasks while questions are being asked, whose answers are written afterwards. */
  fencing: {
    tasks: 20,
    scenarios: only('stopped by its owner'),
    profile: noFaults,
    outages: [slowWrites],
    maxHours: 0.3,
  },
  /** No connection to the video's host lasts for a third of the file. */
  resumption: {
    tasks: 4,
    scenarios: only('completed, connection always breaks'),
    profile: noFaults,
    maxHours: 3,
  },
  /** Three of four invocations are throttled. */
  'retry on throttling': { tasks: 8, scenarios: only('completed'), profile: allCrowded, maxHours: 3 },
};
