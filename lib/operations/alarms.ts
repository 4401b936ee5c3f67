import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { tableThrottles, uselessAnswers } from './aws-metrics.ts';
import type { MonitoredResources } from './monitored-resources.ts';

/**
 * `critical`: nothing gets done, or work is lost: look now. `high`: some tasks or callbacks fail: look today.
 * `medium`: it repairs itself: look if it lasts.
 */
export type Severity = 'critical' | 'high' | 'medium';

interface AlarmSpec {
  readonly severity: Severity;
  /** What it means, in a sentence. What to do about it stands in docs/runbook.md, under the alarm's name. */
  readonly meaning: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** How many of how many periods must reach the threshold. A period is five minutes, or the metric's own. */
  readonly periods: readonly [number, number];
  /** The alarm is about too little: no data counts as too little. */
  readonly tooLittle?: true;
}

const total = (label: string, parts: readonly IMetric[]): MathExpression =>
  new MathExpression({
    expression: parts.map((_, index) => `FILL(m${index}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(parts.map((part, index) => [`m${index}`, part])),
    label,
  });

const share = (label: string, parts: readonly IMetric[], whole: IMetric): MathExpression =>
  new MathExpression({
    expression: `IF(FILL(whole, 0) > 0, (${parts.map((_, index) => `FILL(m${index}, 0)`).join(' + ')}) / whole, 0)`,
    usingMetrics: { whole, ...Object.fromEntries(parts.map((part, index) => [`m${index}`, part])) },
    label,
  });

const specs = ({ config, metrics, restApi, table, functions, stateMachine }: MonitoredResources) => {
  const sum = { statistic: 'Sum', period: Duration.minutes(5) };
  const hourly = { statistic: 'Sum', period: Duration.hours(1) };
  const queries = metrics.one('queries', sum);
  const answered = (answer: string) => metrics.one('providerAnswers', sum, answer);
  const { 'query-task': queryTask, ...others } = functions;
  // With a limit on the function's concurrency, throttling is intended.
  const unlimited = config.maxConcurrentQueries === undefined ? [queryTask] : [];
  const throttled = [...Object.values(others), ...unlimited].map((of) => of.metricThrottles(sum));
  return {
    ProviderRefusesKey: {
      severity: 'critical',
      meaning: 'The provider refuses the API key: no task can finish until it is mended.',
      metric: share('refused', [answered('unauthorized'), answered('no_key')], queries),
      threshold: 0.5,
      periods: [3, 3],
    },
    ProviderUseless: {
      severity: 'critical',
      meaning: 'The provider gives hardly any answer that shows a task’s status.',
      metric: share('useless', uselessAnswers.map(answered), queries),
      threshold: 0.9,
      periods: [4, 4],
    },
    SweepSilent: {
      severity: 'critical',
      meaning: 'The sweep does not run to its end, or can repair nothing: what gets stuck stays stuck.',
      metric: metrics.one('openTasks', { statistic: 'SampleCount', period: Duration.minutes(5) }),
      threshold: 1,
      periods: [3, 3],
      tooLittle: true,
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
      periods: [1, 1],
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
      metric: total('failed or timed out', [
        stateMachine.metricFailed(sum),
        stateMachine.metricTimedOut(sum),
      ]),
      threshold: 1,
      periods: [2, 3],
    },
    ApiFails: {
      severity: 'high',
      meaning: 'The API answers with server errors.',
      metric: restApi.deploymentStage.metricServerError(sum),
      threshold: 5,
      periods: [2, 3],
    },
    SweepRestarts: {
      severity: 'medium',
      meaning: 'Steps do not happen in time, and are started again.',
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
      meaning: 'Lambda or DynamoDB turns calls away, and they are retried.',
      metric: total('throttled', [...throttled, ...tableThrottles(table, sum)]),
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
