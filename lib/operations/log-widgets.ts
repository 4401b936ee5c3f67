import { LogQueryVisualizationType, LogQueryWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { FunctionName } from '../../lambdas/contract/functions.ts';
import type { MonitoredResources } from './monitored-resources.ts';

/** A question about the work, answered from the lines with one message. */
export interface LogView {
  readonly message: string;
  /** The functions that log it. */
  readonly of: readonly FunctionName[];
  /** Of CloudWatch Logs Insights: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html */
  readonly stats: string;
  readonly view: 'LINE' | 'BAR' | 'TABLE';
}

const recording = ['archive-video', 'record-outcome'] as const;
const percentiles = (field: string) => `pct(${field}, 50) as half, pct(${field}, 95) as slowest by bin(1h)`;

/**
 * By the title on the dashboard. Read from the log when somebody looks, for $0.005 a GB that is read: as metrics they would cost
 * some dollars a month whether anybody looks or not.
 */
export const logViews: Readonly<Record<string, LogView>> = {
  'Open now: tasks and deliveries': {
    message: 'sweepEnded',
    of: ['sweep-overdue'],
    stats: 'max(open) as open by bin(5m)',
    view: 'LINE',
  },
  'Tasks ended, by status': {
    message: 'outcomeRecorded',
    of: recording,
    stats: 'count(*) as tasks by status',
    view: 'BAR',
  },
  'Deliveries ended, by state': {
    message: 'deliverySettled',
    of: ['deliver-callback'],
    stats: 'count(*) as deliveries by state',
    view: 'BAR',
  },
  'Seconds from seeing the finish to the 2xx of the receiver': {
    message: 'deliverySettled',
    of: ['deliver-callback'],
    stats: percentiles('delaySeconds'),
    view: 'LINE',
  },
  'Seconds from the finish to our seeing it, at most': {
    message: 'outcomeRecorded',
    of: recording,
    stats: percentiles('detectionSeconds'),
    view: 'LINE',
  },
  'Seconds that a generation takes, by model': {
    message: 'outcomeRecorded',
    of: recording,
    stats:
      'pct(generationSeconds, 50) as half, pct(generationSeconds, 95) as slowest, count(*) as tasks by model',
    view: 'TABLE',
  },
  'Polls per task': {
    message: 'outcomeRecorded',
    of: recording,
    stats: 'avg(queries) as average, pct(queries, 95) as most by bin(1h)',
    view: 'LINE',
  },
  'Seconds that a copy takes': {
    message: 'videoArchived',
    of: ['archive-video'],
    stats: percentiles('seconds'),
    view: 'LINE',
  },
  'Attempts per delivery': {
    message: 'deliverySettled',
    of: ['deliver-callback'],
    stats: 'avg(attempts) as average, max(attempts) as most by bin(1h)',
    view: 'LINE',
  },
  'Answers of the provider, by class': {
    message: 'taskAsked',
    of: ['query-task'],
    stats: 'count(*) as polls by answer',
    view: 'BAR',
  },
  'Callback attempts, by result': {
    message: 'callbackAttempted',
    of: ['deliver-callback'],
    stats: 'count(*) as attempts by status, failure',
    view: 'TABLE',
  },
  'Bytes archived': {
    message: 'videoArchived',
    of: ['archive-video'],
    stats: 'sum(bytes) as archived by bin(1h)',
    view: 'LINE',
  },
};

export const logWidget = (
  title: keyof typeof logViews,
  { logGroups }: Pick<MonitoredResources, 'logGroups'>,
  width = 8,
): LogQueryWidget => {
  const view = logViews[title];
  if (!view) throw new TypeError(`The dashboard has no view "${title}"`);
  return new LogQueryWidget({
    title,
    logGroupNames: view.of.map((name) => logGroups[name].logGroupName),
    queryLines: [`filter message_id = "${view.message}"`, `stats ${view.stats}`],
    view: LogQueryVisualizationType[view.view],
    width,
    height: 6,
  });
};
