import type { env } from '../lambdas/contract/functions.ts';
import { firstProvider } from '../lambdas/contract/provider-definition.ts';
import type { Config } from './options/config.ts';
import { chosenProviders } from './options/providers.ts';

const list = (values: readonly string[]): string => values.join(',');
const days = (count: number): string => String(count * 24 * 60 * 60);

const unlessUnlimited = (limit: number | 'unlimited'): string => (limit === 'unlimited' ? '' : String(limit));

/** The value of every environment variable, by what it means. */
export const environmentOf = (
  config: Config,
  resources: {
    readonly tableName: string;
    readonly bucketName: string;
    readonly stateMachineArn: string;
    readonly apiUrl: string;
    /** How a function names the secret of a provider. */
    readonly providerSecret: (name: string) => string;
    readonly signingSecretArn: string;
    readonly metricsNamespace: string;
  },
): Readonly<Record<keyof typeof env, string>> => ({
  table: resources.tableName,
  bucket: resources.bucketName,
  stateMachineArn: resources.stateMachineArn,
  apiUrl: resources.apiUrl,
  apiAuth: config.apiAuth,
  corsOrigins: list(config.corsOrigins),
  providers: JSON.stringify(
    chosenProviders(config.providers).map(({ name, baseUrl }) =>
      baseUrl === undefined ? name : { name, baseUrl, secret: resources.providerSecret(name) },
    ),
  ),
  providerBaseUrl: config.providerBaseUrl,
  providerSecret: config.providers.includes(firstProvider) ? resources.providerSecret(firstProvider) : '',
  signingSecret: resources.signingSecretArn,
  pollMinSeconds: String(config.pollMinSeconds),
  pollMaxSeconds: String(config.pollMaxSeconds),
  giveUpAfterSeconds: String(Math.round(config.giveUpAfterHours * 60 * 60)),
  allowedCallbackHosts: list(config.allowedCallbackHosts),
  privateHosts: list(config.privateHosts),
  maxRequestsPerHost: String(config.maxRequestsPerHost),
  eventBus: config.eventBus ?? '',
  requireCallback: String(config.requireCallback),
  sharedTasks: String(config.sharedTasks),
  maxOpenTasks: unlessUnlimited(config.maxOpenTasks),
  videosPerMonth: unlessUnlimited(config.videosPerMonth),
  retainRecordSeconds: config.retainRecordDays === 'forever' ? '' : days(config.retainRecordDays),
  maxVideoBytes: String(config.maxVideoBytes),
  metricsNamespace: resources.metricsNamespace,
});
