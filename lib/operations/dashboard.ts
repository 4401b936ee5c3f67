import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type GraphWidgetProps,
  type IMetric,
  MathExpression,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { functionSpecs } from '../functions.ts';
import { prices } from '../prices.ts';
import { accountConcurrency, indexThrottles, throttledRequests } from './aws-metrics.ts';
import type { MonitoredResources } from './monitored-resources.ts';

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

  dashboard.addWidgets(heading('Is it working?'));
  dashboard.addWidgets(
    new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 8, height: 6 }),
    new SingleValueWidget({
      title: 'Open now',
      metrics: [metrics.one('openTasks', { statistic: 'Maximum', label: 'tasks and deliveries' })],
      width: 4,
      height: 6,
    }),
    graph('Tasks ended, by status', [metrics.each('tasksEnded', sum)], { width: 6 }),
    graph('Deliveries ended, by state', [metrics.each('deliveriesSettled', sum)], { width: 6 }),
  );

  dashboard.addWidgets(heading('How fast?'));
  dashboard.addWidgets(
    graph('Seconds from seeing the finish to the 2xx of the receiver', [
      metrics.one('callbackDelaySeconds', median),
      metrics.one('callbackDelaySeconds', slow),
    ]),
    graph('Seconds from the finish to our seeing it, at most', [
      metrics.one('detectionDelaySeconds', median),
      metrics.one('detectionDelaySeconds', slow),
    ]),
    graph('Seconds that a generation takes, by model (median)', [
      metrics.each('generationSeconds', { statistic: 'p50' }),
    ]),
    graph('Polls per task', [
      metrics.one('queriesPerTask', { statistic: 'Average', label: 'on average' }),
      metrics.one('queriesPerTask', slow),
    ]),
    graph('Seconds that a copy takes', [
      metrics.one('archiveSeconds', median),
      metrics.one('archiveSeconds', slow),
    ]),
    graph('Attempts per delivery', [
      metrics.one('attemptsPerDelivery', { statistic: 'Average', label: 'on average' }),
      metrics.one('attemptsPerDelivery', { statistic: 'Maximum', label: 'at most' }),
    ]),
  );

  dashboard.addWidgets(heading('What fails?'));
  dashboard.addWidgets(
    graph('Answers of the provider, by class', [metrics.each('providerAnswers', sum)]),
    graph('Callback attempts, by result', [metrics.each('attempts', sum)]),
    graph('Videos not copied, and executions that the sweep started', [
      metrics.one('archiveFailures', { ...sum, label: 'videos not copied' }),
      metrics.one('restarts', { ...sum, label: 'executions started by the sweep' }),
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
      metrics.one('providerFailures', { ...sum, label: 'failed because of the provider' }),
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
    graph('Tasks given up unfinished', [metrics.one('trackingGivenUp', { ...sum, label: 'tasks' })]),
  );

  dashboard.addWidgets(heading(`What does it cost? In dollars, ${prices.region}, ${prices.readOn}`));
  dashboard.addWidgets(
    graph('An hour, by part', [...costs(operated)], { stacked: true, period: Duration.hours(1) }),
    graph('Bytes archived', [metrics.one('archivedBytes', { ...sum, label: 'bytes' })]),
    graph('Polls', [metrics.one('queries', { ...sum, label: 'polls' })]),
  );
  return dashboard;
};

/** Dollars an hour. A turn of a loop (wait, act, choose) is three transitions; a copy and a record add little. */
const costs = ({ metrics, functions, restApi }: MonitoredResources): readonly IMetric[] => {
  const hourly = { statistic: 'Sum', period: Duration.hours(1) };
  const dollars = (label: string, expression: string, usingMetrics: Record<string, IMetric>) =>
    new MathExpression({ label, expression, usingMetrics, period: Duration.hours(1) });
  const compute = Object.entries(functions).map(([name, of], index) => {
    const memoryGb = functionSpecs[name as keyof typeof functionSpecs].memoryMb / 1024;
    return { term: `FILL(f${index}, 0) / 1000 * ${memoryGb * prices.perGbSecond}`, id: `f${index}`, of };
  });
  return [
    dollars('Step Functions', `(FILL(q, 0) + FILL(a, 0)) * ${3 * prices.perTransition}`, {
      q: metrics.one('queries', hourly),
      a: metrics.one('attemptsPerDelivery', hourly),
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
