import type { LogMessageName } from '../../../lambdas/adapters/runtime/log-messages.ts';
import type { LogFields, Telemetry } from '../../../lambdas/adapters/runtime/telemetry.ts';
import type { MetricName } from '../../../lambdas/contract/metrics.ts';

/** Remembers what was logged and counted. */
export class MemoryTelemetry implements Telemetry {
  readonly logged: { level: string; message: LogMessageName; fields: LogFields }[] = [];
  readonly counted: MetricName[] = [];

  log(level: 'info' | 'warn' | 'error', message: LogMessageName, fields: LogFields = {}): void {
    this.logged.push({ level, message, fields });
  }

  count(metric: MetricName): void {
    this.counted.push(metric);
  }
}
