import type { MessageName } from '../../../lambdas/adapters/messages.ts';
import type { LogFields, Telemetry } from '../../../lambdas/adapters/telemetry.ts';
import type { MetricName } from '../../../lambdas/contract.ts';

/** Remembers what was logged and measured. */
export class MemoryTelemetry implements Telemetry {
  readonly logged: { level: string; message: MessageName; fields: LogFields }[] = [];
  readonly measured: { metric: MetricName; value: number; dimension?: string }[] = [];

  log(level: 'info' | 'warn' | 'error', message: MessageName, fields: LogFields = {}): void {
    this.logged.push({ level, message, fields });
  }

  measure(metric: MetricName, value: number, dimension?: string): void {
    this.measured.push({ metric, value, ...(dimension === undefined ? {} : { dimension }) });
  }
}
