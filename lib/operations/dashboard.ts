import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type GraphWidgetProps,
  type IMetric,
  MathExpression,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { MetricName } from '../../lambdas/contract/metrics.ts';
import { functionSpecs } from '../functions.ts';
import { prices } from '../prices.ts';
import { accountConcurrency, indexThrottles, throttledRequests } from './aws-metrics.ts';
import { logWidget } from './log-widgets.ts';
import type { MonitoredResources } from './monitored-resources.ts';

const fiveMinutes = Duration.minutes(5);
const sum = { statistic: 'Sum' };
const median = { statistic: 'p50', label: 'half of them' };
const slow = { statistic: 'p95', label: '95 of 100' };

/** Shows at a glance: is it working, how fast, what fails, what does it cost. */
export const addDashboard = (
  scope: Construct,
  operated: MonitoredResources,
  alarms: readonly Alarm[],
): Dashboard => {
  const { metrics, restApi, functions, stateMachine, table } = operated;
  const dashboard = new Dashboard(scope, 'Dashboard', { defaultInterval: Duration.hours(6) });
  const fromLog = (title: string, width?: number) => logWidget(title, operated, width);
  const trouble = (name: MetricName, label: string) => metrics.sum(name, { period: fiveMinutes, label });

  dashboard.addWidgets(heading('Is it working?'));
  dashboard.addWidgets(
    new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 6, height: 6 }),
    fromLog('Open now: tasks and deliveries', 6),
    fromLog('Tasks ended, by status', 6),
    fromLog('Deliveries ended, by state', 6),
  );

  dashboard.addWidgets(heading('How fast?'));
  dashboard.addWidgets(
    fromLog('Seconds from seeing the finish to the 2xx of the receiver'),
    fromLog('Seconds from the finish to our seeing it, at most'),
    fromLog('Seconds that a generation takes, by model'),
    fromLog('Polls per task'),
    fromLog('Seconds that a copy takes'),
    fromLog('Attempts per delivery'),
  );

  dashboard.addWidgets(heading('What fails?'));
  dashboard.addWidgets(
    fromLog('Answers of the provider, by class'),
    fromLog('Callback attempts, by result'),
    graph('Videos not copied, and executions that the sweep started', [
      trouble('archiveFailures', 'videos not copied'),
      trouble('restarts', 'executions started by the sweep'),
    ]),
    graph('Executions', [
      stateMachine.metricFailed(),
      stateMachine.metricTimedOut(),
      stateMachine.metricAborted(),
      stateMachine.metricThrottled(),
    ]),
    graph(
      'Errors and throttles of functions',
      Object.values(functions).flatMap((of) => [of.metricErrors(), of.metricThrottles()]),
    ),
    graph('Requests to the API', [
      restApi.deploymentStage.metricCount({ ...sum, label: 'all' }),
      restApi.deploymentStage.metricClientError({ ...sum, label: 'refused' }),
      restApi.deploymentStage.metricServerError({ ...sum, label: 'failed' }),
      trouble('providerFailures', 'failed because of the provider'),
    ]),
    graph('Milliseconds that the API takes', [
      restApi.deploymentStage.metricLatency({ ...median }),
      restApi.deploymentStage.metricLatency({ ...slow }),
    ]),
    graph('Concurrent executions of the account, all functions', [accountConcurrency({})]),
    graph('Requests that the table refused, and which index', [
      ...throttledRequests(table, sum),
      ...indexThrottles(table, sum),
    ]),
    graph('Tasks given up unfinished', [trouble('trackingGivenUp', 'tasks')]),
  );

  dashboard.addWidgets(heading(`What does it cost? In dollars, ${prices.region}, ${prices.readOn}`));
  dashboard.addWidgets(
    graph('An hour, by part', [...costs(operated)], { stacked: true, period: Duration.hours(1) }),
    fromLog('Bytes archived'),
    graph('Polls', [functions['query-task'].metricInvocations({ label: 'polls' })]),
  );
  return dashboard;
};

/** Dollars an hour. A poll is three transitions (wait, poll, choose); what a task has besides is two, or three. */
const costs = ({ functions, restApi }: MonitoredResources): readonly IMetric[] => {
  const hourly = { statistic: 'Sum', period: Duration.hours(1) };
  const dollars = (label: string, expression: string, usingMetrics: Record<string, IMetric>) =>
    new MathExpression({ label, expression, usingMetrics, period: Duration.hours(1) });
  const compute = Object.entries(functions).map(([name, of], index) => {
    const memoryGb = functionSpecs[name as keyof typeof functionSpecs].memoryMb / 1024;
    return { term: `FILL(f${index}, 0) / 1000 * ${memoryGb * prices.perGbSecond}`, id: `f${index}`, of };
  });
  return [
    dollars('Step Functions', `(3 * FILL(polls, 0) + 2 * FILL(calls, 0)) * ${prices.perTransition}`, {
      polls: functions['query-task'].metricInvocations(hourly),
      calls: functions['deliver-callback'].metricInvocations(hourly),
    }),
    dollars(
      'Lambda',
      compute.map(({ term }) => term).join(' + '),
      Object.fromEntries(compute.map(({ id, of }) => [id, of.metricDuration(hourly)])),
    ),
    dollars('API Gateway', `FILL(r, 0) * ${prices.perApiRequest}`, {
      r: restApi.deploymentStage.metricCount(hourly),
    }),
  ];
};

const heading = (text: string): TextWidget =>
  new TextWidget({ markdown: `## ${text}`, width: 24, height: 1 });

const graph = (title: string, left: IMetric[], more: Partial<GraphWidgetProps> = {}): GraphWidget =>
  new GraphWidget({ title, left, width: 8, height: 6, ...more });
