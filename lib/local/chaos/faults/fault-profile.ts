import type { FaultPlanOptions } from './fault-plan.ts';

/** The shares of calls that go wrong throughout a run. */
export interface FaultProfile extends Pick<FaultPlanOptions, 'shares' | 'kills' | 'crowdedTasks'> {
  /** Share of the requests to the provider, and of the callbacks, that misbehave. */
  readonly misbehaviour: number;
}

/** A task makes about sixty calls, most of them to DynamoDB: about five of them go wrong. */
export const heavyFaults: FaultProfile = {
  shares: {
    lambda: 0.06,
    dynamodb: 0.03,
    s3: 0.12,
    secretsmanager: 0.15,
    states: 0.12,
    events: 0.2,
    apigateway: 0.05,
  },
  kills: 0.015,
  crowdedTasks: 0.05,
  misbehaviour: 0.2,
};

/** Nothing goes wrong except by the tasks' own scripts. */
export const noFaults: FaultProfile = { shares: {}, misbehaviour: 0 };
