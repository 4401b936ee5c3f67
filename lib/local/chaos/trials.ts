import { setTimeout as delay } from 'node:timers/promises';
import type { Protection } from './faults/broken-builds.ts';
import { type FaultProfile, noFaults } from './faults/fault-profile.ts';
import type { ScheduledOutage } from './faults/outages.ts';
import type { RunSettings } from './run.ts';
import { type Scenario, scenarios } from './scenarios.ts';

/** A small run that the product passes, and fails without one protection: then tasks never end. */
export type Trial = Pick<RunSettings, 'tasks' | 'scenarios' | 'profile' | 'outages' | 'maxHours'>;

const only = (name: string): readonly Scenario[] => scenarios.filter((scenario) => scenario.name === name);

/** Every update takes most of a minute on the clock, a third of the time between two polls, so that updates overlap. */
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

/** Long enough that all are generated at the same time, on a slow machine too. */
const long: Scenario = {
  name: 'completed, after half an hour',
  weight: 1,
  plan: (draw) => ({
    script: { generatingSeconds: 1_200 + 1_200 * draw('generating') },
    serviceTier: 'flex',
  }),
};

/** When all are being polled, so that a repeated registration has no missing execution to start. */
const lateRestart: ScheduledOutage = {
  after: 1,
  happen: async (environment) => {
    while (environment.provider.groundTruths().some(({ polls }) => polls.length < 2)) await delay(20);
    await environment.restart();
  },
};

const allCrowded: FaultProfile = { ...noFaults, crowdedTasks: 1 };

export const trials: Readonly<Record<Protection, Trial>> = {
  /** The local cloud restarts during the generation: its executions are lost. */
  sweep: {
    tasks: 8,
    scenarios: [long],
    profile: noFaults,
    outages: [lateRestart],
    maxHours: 5,
  },
  /** Owners stop tasks during polls whose answers are written afterwards. */
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
