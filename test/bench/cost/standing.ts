import { prices } from '../../../lib/prices.ts';

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: unknown }>>;
}

/** Queries of one sweep: each shard of the index of leases is counted, and looked through. */
const queriesOfSweep = 2 * 16;
/** One line of ours, and Lambda's three. */
const bytesOfSweep = 650;
const sweepsAMonth = (730 * 60) / 5;

/** An alarm is billed for each metric that it references, not for the expressions: https://aws.amazon.com/cloudwatch/pricing/ */
const metricsOfAlarm = ({ Properties }: { readonly Properties?: unknown }): number => {
  const { Metrics } = (Properties ?? {}) as { Metrics?: readonly { readonly MetricStat?: unknown }[] };
  return Metrics === undefined ? 1 : Metrics.filter(({ MetricStat }) => MetricStat !== undefined).length;
};

/** Dollars a month that the stack costs with no task in it, by what they are for. */
export const standingCosts = (
  { Resources }: Template,
  metricSeries: number,
): Readonly<Record<string, number>> => {
  const count = (type: string) => Object.values(Resources).filter(({ Type }) => Type === type).length;
  const alarmMetrics = Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .reduce((sum, alarm) => sum + metricsOfAlarm(alarm), 0);
  return {
    Metrics: metricSeries * prices.perMetricMonth,
    Dashboard: count('AWS::CloudWatch::Dashboard') * prices.perDashboardMonth,
    Alarms: alarmMetrics * prices.perAlarmMonth,
    Secrets: count('AWS::SecretsManager::Secret') * prices.perSecretMonth,
    Sweep:
      sweepsAMonth *
      (queriesOfSweep * 0.5 * prices.perReadUnit +
        prices.perInvocation +
        0.25 * 0.3 * prices.perGbSecond +
        (bytesOfSweep / 1e9) * prices.perLogGb),
  };
};
