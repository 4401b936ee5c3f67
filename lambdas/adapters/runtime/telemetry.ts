import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { env, type FunctionName } from '../../contract/functions.ts';
import { dimensionsOf, type MetricName, metricNamespace } from '../../contract/metrics.ts';
import { type LogMessageName, logMessages } from './log-messages.ts';

/** What may accompany a message. An `error` is logged by its name, message and stack. */
export interface LogFields {
  readonly owner?: string;
  readonly taskId?: string;
  readonly restart?: number;
  readonly error?: Error;
  readonly [name: string]: unknown;
}

/** Logs and metrics of a function, each from a registry. */
export interface Telemetry {
  log(level: 'info' | 'warn' | 'error', message: LogMessageName, fields?: LogFields): void;
  /** One more of what the metric counts. */
  count(metric: MetricName): void;
}

/** Structured logs, and metrics in CloudWatch's embedded format, both to standard output. */
export class PowertoolsTelemetry implements Telemetry {
  readonly #logger: Logger;
  readonly #namespace: string;

  constructor(functionName: FunctionName) {
    this.#logger = new Logger({ serviceName: functionName });
    this.#namespace = process.env[env.metricsNamespace] ?? metricNamespace;
  }

  log(level: 'info' | 'warn' | 'error', message: LogMessageName, fields: LogFields = {}): void {
    this.#logger[level](logMessages[message], { message_id: message, ...fields });
  }

  count(metric: MetricName): void {
    const { service } = dimensionsOf(metric);
    const single = new Metrics({ namespace: this.#namespace, serviceName: service, singleMetric: true });
    single.addMetric(metric, 'Count', 1);
  }
}
