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

/**
 * An alarm is billed for each metric that it refers to (https://aws.amazon.com/cloudwatch/pricing/), so each refers to few, and to
 * AWS's own where there are any: those cost nothing to write.
 */
interface AlarmSpec {
  readonly severity: Severity;
  /** What it means, in one sentence. What to do is in docs/runbook.md, under the alarm's name. */
  readonly meaning: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** How many of how many periods must reach the threshold. A period is five minutes, or the metric's own. */
  readonly periods: readonly [number, number];
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

/**
 * 1 while things happen and no run of the sweep ends well. That nothing happens is no silence: it is how a stack begins, and
 * without polls there is nothing that could get stuck next.
 */
const silence = (begun: IMetric, failed: IMetric, polls: IMetric): MathExpression =>
  new MathExpression({
    expression: 'IF((FILL(begun, 0) + FILL(polls, 0) > 0) AND (FILL(begun, 0) - FILL(failed, 0) < 1), 1, 0)',
    usingMetrics: { begun, failed, polls },
    label: 'silent',
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
  // Every open task is polled in it at least once.
  const everyTaskPolled = Duration.minutes(Math.max(5, Math.ceil((1.2 * config.pollMaxSeconds) / 60)));
  const queries = functions['query-task'].metricInvocations(sum);
  const sweep = functions['sweep-overdue'];
  // All functions share the account's concurrency, so the busiest one shows what the others meet: each further one costs. Of the
  // one that polls, throttles are what `maxConcurrentQueries` asks for.
  const busiest = functions[config.maxConcurrentQueries === undefined ? 'query-task' : 'deliver-callback'];
  // Failures of the others have alarms of their own: ApiFails, SweepSilent, and ExecutionsFail for what only writes the record.
  const working = [functions['query-task'], functions['archive-video'], functions['deliver-callback']];
  return {
    ProviderRefusesKey: {
      severity: 'critical',
      meaning: 'A provider refuses its API key: none of its tasks can finish until this is repaired.',
      // Not a share of all polls, in which one provider's refusals are lost among the others'.
      metric: metrics.sum('keyRefusals', { ...sum, period: everyTaskPolled }),
      threshold: 1,
      periods: [3, 3],
    },
    ProviderUseless: {
      severity: 'critical',
      meaning: 'Nine of ten answers of the provider say nothing about their task.',
      metric: share('useless', metrics.sum('uselessAnswers', sum), queries),
      threshold: 0.9,
      periods: [4, 4],
    },
    SweepSilent: {
      severity: 'critical',
      meaning: 'The sweep does not run to its end, or can repair nothing: stuck tasks stay stuck.',
      metric: silence(sweep.metricInvocations(sum), sweep.metricErrors(sum), queries),
      threshold: 1,
      periods: [3, 3],
    },
    VideosAtRisk: {
      severity: 'critical',
      meaning:
        'A finished video cannot be read or copied, and the provider deletes it after a day: it can still be saved.',
      metric: metrics.sum('videosAtRisk', hourly),
      threshold: 1,
      periods: [1, 1],
    },
    ArchivingFails: {
      severity: 'critical',
      meaning: 'A finished video could not be copied, and the provider deletes it after a day.',
      metric: metrics.sum('archiveFailures', hourly),
      threshold: 1,
      periods: [1, 1],
    },
    CallbacksExhausted: {
      severity: 'high',
      meaning: 'A callback was given up after its last attempt: the receiver does not know of its event.',
      metric: metrics.sum('callbacksExhausted', hourly),
      threshold: 1,
      periods: [1, 24], // One mail for a receiver that is dead for days, not one an hour.
    },
    TrackingGivenUp: {
      severity: 'high',
      meaning: 'A task was given up unfinished: its executions failed again and again, until its deadline.',
      metric: metrics.sum('trackingGivenUp', hourly),
      threshold: 1,
      periods: [1, 24],
    },
    TasksNearDeadline: {
      severity: 'high',
      meaning: 'Tasks are not finished and have less than an hour left before tracking ends.',
      metric: metrics.sum('tasksNearDeadline', sum),
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
        metrics.sum('providerFailures', sum),
      ),
      threshold: 5,
      periods: [2, 3],
    },
    SweepRestarts: {
      severity: 'medium',
      meaning: 'Steps do not happen in time, and the sweep starts them again.',
      metric: metrics.sum('restarts', sum),
      threshold: 10,
      periods: [3, 3],
    },
    FunctionsFail: {
      severity: 'medium',
      meaning: 'Functions fail, and are retried.',
      metric: total(
        'errors',
        working.map((of) => of.metricErrors(sum)),
      ),
      threshold: 10,
      periods: [3, 3],
    },
    Throttling: {
      severity: 'medium',
      meaning: 'Lambda or DynamoDB (the table or an index) refuses calls, and they are retried.',
      metric: total('throttled', [
        busiest.metricThrottles(sum),
        ...throttledRequests(table, sum, ['UpdateItem']),
      ]),
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
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    return [name, alarm];
  });
  return Object.fromEntries(made);
};
