import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { FunctionName } from '../../lambdas/contract/functions.ts';
import { type MetricName, metrics } from '../../lambdas/contract/metrics.ts';

/** Which function measures what: the `service` dimension of each metric. */
export const measuredBy = {
  queries: 'query-task',
  providerAnswers: 'query-task',
  tasksNearDeadline: 'query-task',
  queriesPerTask: 'record-outcome',
  tasksEnded: 'record-outcome',
  generationSeconds: 'record-outcome',
  detectionDelaySeconds: 'record-outcome',
  archivedBytes: 'archive-video',
  archiveSeconds: 'archive-video',
  archiveFailures: 'archive-video',
  attempts: 'deliver-callback',
  attemptsPerDelivery: 'deliver-callback',
  deliveriesSettled: 'deliver-callback',
  callbackDelaySeconds: 'deliver-callback',
  openTasks: 'sweep-overdue',
  restarts: 'sweep-overdue',
} as const satisfies Record<MetricName, FunctionName>;

interface View {
  readonly statistic: string;
  readonly label?: string;
  /** @default 5 minutes */
  readonly period?: Duration;
}

const fiveMinutes = Duration.minutes(5);

/** The metrics of one relay. */
export class RelayMetrics {
  readonly #namespace: string;

  constructor(namespace: string) {
    this.#namespace = namespace;
  }

  /** A metric that the registry gives a dimension needs its value here. */
  one(name: MetricName, { statistic, label = name, period = fiveMinutes }: View, value?: string): Metric {
    const entry = metrics[name];
    const dimension = 'dimension' in entry && value !== undefined ? { [entry.dimension]: value } : {};
    return new Metric({
      namespace: this.#namespace,
      metricName: name,
      dimensionsMap: { service: measuredBy[name], ...dimension },
      statistic,
      label,
      period,
    });
  }

  /** One line for each value of a metric's dimension. Not for alarms, which cannot use a search. */
  each(name: MetricName, { statistic, period = fiveMinutes }: View): IMetric {
    const entry = metrics[name];
    const dimension = 'dimension' in entry ? `,${entry.dimension}` : '';
    const where = `{"${this.#namespace}",service${dimension}} MetricName="${name}"`;
    return new MathExpression({
      expression: `SEARCH('${where}', '${statistic}', ${period.toSeconds()})`,
      usingMetrics: {},
      label: '',
      period,
    });
  }
}
