import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { dimensionsOf, type MetricName, metrics } from '../../lambdas/contract/metrics.ts';

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
  one(name: MetricName, { statistic, label, period = fiveMinutes }: View, value?: string): Metric {
    return new Metric({
      namespace: this.#namespace,
      metricName: name,
      dimensionsMap: dimensionsOf(name, value),
      statistic,
      ...(label === undefined ? {} : { label }), // With a label, CDK writes a plain alarm as a list of metrics.
      period,
    });
  }

  /** A line for every value of a metric's dimension. Not for alarms: they allow no search. */
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
