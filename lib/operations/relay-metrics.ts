import type { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { dimensionsOf, type MetricName } from '../../lambdas/contract/metrics.ts';

/** The metrics of one relay. */
export class RelayMetrics {
  readonly #namespace: string;

  constructor(namespace: string) {
    this.#namespace = namespace;
  }

  /** How many there were in each period. With a label, CDK writes a plain alarm as a list of metrics. */
  sum(name: MetricName, { period, label }: { readonly period: Duration; readonly label?: string }): Metric {
    return new Metric({
      namespace: this.#namespace,
      metricName: name,
      dimensionsMap: dimensionsOf(name),
      statistic: 'Sum',
      period,
      ...(label === undefined ? {} : { label }),
    });
  }
}
