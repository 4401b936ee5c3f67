import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { throttledRequests } from './aws-metrics.ts';
import type { MonitoredResources } from './monitored-resources.ts';

/**
 * `critical`: nothing works, or work is lost: look now. `high`: some tasks or callbacks fail: look today.
 * `medium`: it repairs itself: look if it lasts.
 */
export type Severity = 'critical' | 'high' | 'medium';

interface AlarmSpec {
  readonly severity: Severity;
  /** What it means, in one sentence. What to do is in docs/runbook.md, under the alarm's name. */
  readonly meaning: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** How many of how many periods must reach the threshold. A period is five minutes, or the metric's own. */
  readonly periods: readonly [number, number];
  /** The alarm goes off below the threshold, and without data. */
  readonly tooLittle?: true;
}

const total = (label: string, parts: readonly IMetric[]): MathExpression =>
  new MathExpression({
    expression: parts.map((_, index) => `FILL(m${index}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(parts.map((part, index) => [`m${index}`, part])),
    label,
  });

const share = (label: string, part: IMetric, whole: IMetric): MathExpression =>
  new MathExpression({
    expression: 'IF(FILL(whole, 0) > 0, FILL(part, 0) / whole, 0)',
    usingMetrics: { part, whole },
    label,
  });

const difference = (label: string, whole: IMetric, part: IMetric): MathExpression =>
  new MathExpression({
    expression: 'FILL(whole, 0) - FILL(part, 0)',
    usingMetrics: { whole, part },
    label,
  });

const specs = ({ config, metrics, restApi, table, functions, stateMachine }: MonitoredResources) => {
  const sum = { statistic: 'Sum', period: Duration.minutes(5) };
  const hourly = { statistic: 'Sum', period: Duration.hours(1) };
  const queries = metrics.one('queries', sum);
  // All functions share the account's concurrency, so the busiest ones show what the others meet: each further one costs.
  const busiest = [functions.api, functions['deliver-callback']];
  // Throttles of this function are what `maxConcurrentQueries` asks for.
  const unlimited = config.maxConcurrentQueries === undefined ? [functions['query-task']] : [];
  const throttled = [...busiest, ...unlimited].map((of) => of.metricThrottles(sum));
  return {
    ProviderRefusesKey: {
      severity: 'critical',
      meaning: 'The provider refuses the API key: no task can finish until this is repaired.',
      metric: share('refused', metrics.one('keyRefusals', sum), queries),
      threshold: 0.5,
      periods: [3, 3],
    },
    ProviderUseless: {
      severity: 'critical',
      meaning: 'Nine of ten answers of the provider say nothing about their task.',
      metric: share('useless', metrics.one('uselessAnswers', sum), queries),
      threshold: 0.9,
      periods: [4, 4],
    },
    SweepSilent: {
      severity: 'critical',
      meaning: 'The sweep does not run to its end, or can repair nothing: stuck tasks stay stuck.',
      metric: metrics.one('openTasks', { statistic: 'SampleCount', period: Duration.minutes(5) }),
      threshold: 1,
      periods: [3, 3],
      tooLittle: true,
    },
    VideosAtRisk: {
      severity: 'critical',
      meaning:
        'A finished video cannot be read or copied, and the provider deletes it after a day: it can still be saved.',
      metric: metrics.one('videosAtRisk', hourly),
      threshold: 1,
      periods: [1, 1],
    },
    ArchivingFails: {
      severity: 'critical',
      meaning: 'A finished video could not be copied, and the provider deletes it after a day.',
      metric: metrics.one('archiveFailures', hourly),
      threshold: 1,
      periods: [1, 1],
    },
    CallbacksExhausted: {
      severity: 'high',
      meaning: 'A callback was given up after its last attempt: the receiver does not know of its event.',
      metric: metrics.one('deliveriesSettled', hourly, 'exhausted'),
      threshold: 1,
      periods: [1, 24], // One mail for a receiver that is dead for days, not one an hour.
    },
    TrackingGivenUp: {
      severity: 'high',
      meaning: 'A task was given up unfinished: its executions failed again and again, until its deadline.',
      metric: metrics.one('trackingGivenUp', hourly),
      threshold: 1,
      periods: [1, 24],
    },
    TasksNearDeadline: {
      severity: 'high',
      meaning: 'Tasks are not finished and have less than an hour left before tracking ends.',
      metric: metrics.one('tasksNearDeadline', sum),
      threshold: 1,
      periods: [3, 3],
    },
    ExecutionsFail: {
      severity: 'high',
      meaning: 'Executions fail: a step failed again and again. The sweep starts others in their place.',
      metric: stateMachine.metricFailed(sum), // None times out: the state machine has no timeout.
      threshold: 1,
      periods: [2, 3],
    },
    ApiFails: {
      severity: 'high',
      meaning: 'The API answers with 5xx, and the provider is not the reason.',
      metric: difference(
        'failures of its own',
        restApi.deploymentStage.metricServerError(sum),
        metrics.one('providerFailures', sum),
      ),
      threshold: 5,
      periods: [2, 3],
    },
    SweepRestarts: {
      severity: 'medium',
      meaning: 'Steps do not happen in time, and the sweep starts them again.',
      metric: metrics.one('restarts', sum),
      threshold: 10,
      periods: [3, 3],
    },
    FunctionsFail: {
      severity: 'medium',
      meaning: 'Functions fail, and are retried.',
      metric: total(
        'errors',
        Object.values(functions).map((of) => of.metricErrors(sum)),
      ),
      threshold: 10,
      periods: [3, 3],
    },
    Throttling: {
      severity: 'medium',
      meaning: 'Lambda or DynamoDB (the table or an index) refuses calls, and they are retried.',
      metric: total('throttled', [...throttled, ...throttledRequests(table, sum)]),
      threshold: 50,
      periods: [3, 3],
    },
  } as const satisfies Record<string, AlarmSpec>;
};

export type AlarmName = keyof ReturnType<typeof specs>;

/** All alarms, by name. */
export const addAlarms = (
  scope: Construct,
  operated: MonitoredResources,
): Readonly<Record<AlarmName, Alarm>> => {
  const made = Object.entries<AlarmSpec>(specs(operated)).map(([name, spec]) => {
    const alarm = new Alarm(scope, name, {
      alarmDescription: `${name} (${spec.severity}): ${spec.meaning} What to do: docs/runbook.md`,
      metric: spec.metric,
      threshold: spec.threshold,
      datapointsToAlarm: spec.periods[0],
      evaluationPeriods: spec.periods[1],
      comparisonOperator: spec.tooLittle
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: spec.tooLittle ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    return [name, alarm];
  });
  return Object.fromEntries(made);
};
