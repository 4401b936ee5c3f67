import type { ChaosEnvironment } from '../chaos-environment.ts';
import type { Outage } from './fault-plan.ts';

/** An outage that happens once, when this share of the tasks has been registered. */
export interface ScheduledOutage {
  readonly after: number;
  readonly happen: (environment: ChaosEnvironment) => Promise<void>;
}

const minutes = 60_000;

const outage = (after: number, shownMinutes: number, what: Outage): ScheduledOutage => ({
  after,
  happen: async ({ plan, clock }) => {
    plan.begin(what);
    await clock.sleep(shownMinutes * minutes);
    plan.end(what);
  },
});

/** A deploy whose bundle does not load: each invocation fails before it has begun. */
const badDeploy = (resource: string): Outage => ({
  name: `bad deploy of ${resource}`,
  service: 'lambda',
  resource,
  verdict: { fail: 'before', error: 'Runtime.ImportModuleError' },
});

/** The local cloud stops while everything runs, and starts again on its data on disk. */
const restart = (after: number): ScheduledOutage => ({
  after,
  happen: (environment) => environment.restart(),
});

/** Never two at the same time, so that each is survived separately. */
export const outages: readonly ScheduledOutage[] = [
  outage(0.1, 60, badDeploy('query-task')),
  restart(0.25),
  outage(0.35, 30, badDeploy('deliver-callback')),
  outage(0.45, 10, {
    name: 'DynamoDB throttles all',
    service: 'dynamodb',
    verdict: { fail: 'before', error: 'ProvisionedThroughputExceededException', status: 400 },
  }),
  outage(0.5, 20, {
    name: 'EventBridge fails all',
    service: 'events',
    verdict: { fail: 'before', error: 'InternalException' },
  }),
  outage(0.55, 30, badDeploy('archive-video')),
  restart(0.65),
  outage(0.75, 20, badDeploy('record-outcome')),
  outage(0.85, 10, {
    name: 'S3 fails all',
    service: 's3',
    verdict: { fail: 'before', error: 'ServiceUnavailable', status: 503 },
  }),
  outage(0.95, 15, {
    name: 'Step Functions fails all',
    service: 'states',
    verdict: { fail: 'before', error: 'InternalServerException' },
  }),
];
