import { prices } from '../../../lib/prices.ts';

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
}

/** Queries of one sweep: each shard of the index of leases is counted, and looked through. */
const queriesOfSweep = 2 * 16;
const sweepsAMonth = (730 * 60) / 5;

/** Dollars a month that the stack costs with no task in it, by what they are for. */
export const standingCosts = (
  { Resources }: Template,
  metricSeries: number,
): Readonly<Record<string, number>> => {
  const count = (type: string) => Object.values(Resources).filter(({ Type }) => Type === type).length;
  return {
    Metrics: metricSeries * prices.perMetricMonth,
    Dashboard: count('AWS::CloudWatch::Dashboard') * prices.perDashboardMonth,
    Alarms: count('AWS::CloudWatch::Alarm') * prices.perAlarmMonth,
    Secrets: count('AWS::SecretsManager::Secret') * prices.perSecretMonth,
    Sweep:
      sweepsAMonth *
      (queriesOfSweep * 0.5 * prices.perReadUnit + prices.perInvocation + 0.25 * 0.3 * prices.perGbSecond),
  };
};
