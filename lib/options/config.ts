import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { maxDeliveryDays } from '../../lambdas/contract/limits.ts';
import { firstProvider } from '../../lambdas/contract/provider-definition.ts';
import { emailAddress, eventBus, orToken, retention, secretName, tagsOf } from './aws-readers.ts';
import { assertPossible } from './combinations.ts';
import { assertHistoryFits } from './history-budget.ts';
import { baseUrl, domainName, host, origin } from './host-readers.ts';
import { assertKnown } from './known-names.ts';
import {
  ConfigError,
  choice,
  flag,
  list,
  number,
  optional,
  pairs,
  type Reader,
  text,
  withDefault,
} from './option-readers.ts';
import type { RelayOptions } from './options.ts';
import { providers } from './providers.ts';

const upTo =
  (max: number): Reader<number | 'unlimited'> =>
  (value, option) =>
    value === 'unlimited' ? value : number({ min: 1, max })(value, option);

const readers = {
  providerBaseUrl: withDefault('https://zcbservice.aizfw.cn/kyyReactApiServer', baseUrl('https:', 'http:')),
  providerSecretName: optional(orToken(secretName)),
  providerSecretKeyArn: optional(
    orToken(text(/^arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/[\w-]+$/, 'the ARN of a KMS key (not of an alias)')),
  ),
  providers: withDefault<readonly string[]>([firstProvider], providers),
  apiAuth: withDefault('apiKey', choice('apiKey', 'iam')),
  apiUrl: optional(baseUrl('https:')),
  domainName: optional(domainName),
  certificateArn: optional(
    orToken(text(/^arn:aws[\w-]*:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/, 'the ARN of a certificate in ACM')),
  ),
  apiRatePerSecond: withDefault(50, number({ min: 1, max: 10_000 })),
  apiBurst: withDefault(100, number({ min: 1, max: 5_000 })),
  apiRequestsPerMonth: optional(number({ min: 1, max: 1_000_000_000 })),
  console: withDefault(true, flag),
  createVideos: withDefault(true, flag),
  createRatePerSecond: withDefault(5, number({ min: 0.1, max: 10_000, whole: false })),
  createBurst: withDefault(20, number({ min: 1, max: 5_000 })),
  videosPerMonth: withDefault<number | 'unlimited'>(10_000, upTo(1_000_000_000)),
  maxOpenTasks: withDefault<number | 'unlimited'>(10_000, upTo(1_000_000)),
  corsOrigins: withDefault([], list(origin)),
  pollMinSeconds: withDefault(30, number({ min: 1, max: 3_600 })),
  // `video.processing` is sent between two polls that leave its receiver enough time.
  pollMaxSeconds: withDefault(120, number({ min: 30, max: 3_600 })),
  giveUpAfterHours: withDefault(23, number({ min: 0.01, max: 23.5, whole: false })),
  retainVideoDays: optional(number({ min: 1, max: 36_500 })),
  retainRecordDays: withDefault<number | 'forever'>(90, (value, option) =>
    value === 'forever' ? value : number({ min: maxDeliveryDays, max: 36_500 })(value, option),
  ),
  maxVideoBytes: withDefault(5 * 1024 ** 3, number({ min: 1024 ** 2, max: 5 * 1024 ** 4 })),
  allowedCallbackHosts: withDefault([], list(host)),
  privateHosts: withDefault([], list(host)),
  maxRequestsPerHost: withDefault(10, number({ min: 1, max: 100 })),
  eventBus: optional(orToken(eventBus)),
  requireCallback: withDefault(true, flag),
  vpcSubnetIds: withDefault(
    [],
    list(orToken(text(/^subnet-[0-9a-f]{8,17}$/, 'ids of subnets, such as subnet-0123456789abcdef0'))),
  ),
  vpcSecurityGroupIds: withDefault(
    [],
    list(orToken(text(/^sg-[0-9a-f]{8,17}$/, 'ids of security groups, such as sg-0123456789abcdef0'))),
  ),
  sharedTasks: withDefault(false, flag),
  maxConcurrentQueries: optional(number({ min: 1, max: 10_000 })),
  alarmEmail: optional(emailAddress),
  tracing: withDefault(false, flag),
  apiAccessLogs: withDefault(false, flag),
  apiLogsRole: withDefault(false, flag),
  logRetentionDays: withDefault(RetentionDays.ONE_MONTH, retention),
  customerKey: withDefault(false, flag),
  removal: withDefault('retain', choice('retain', 'destroy')),
  tags: withDefault({}, tagsOf(pairs)),
} satisfies { readonly [K in keyof RelayOptions]-?: Reader<RelayOptions[K]> };

type OptionName = keyof typeof readers;

/** The options, validated, with the defaults filled in. */
export type Config = { readonly [K in OptionName]: ReturnType<(typeof readers)[K]> };

export const optionNames = Object.keys(readers) as readonly OptionName[];

/** Throws a `ConfigError` that names the first option that is wrong or unknown. */
export const readConfig = (options: { readonly [K in OptionName]?: unknown }): Config => {
  assertKnown(Object.keys(options), optionNames);
  const entries = optionNames.map((name) => [name, readers[name](options[name], name)]);
  const config: Config = Object.fromEntries(entries);
  assertPossible(config);
  assertHistoryFits(config);
  return config.apiAuth === 'iam' ? { ...config, console: noConsole(options.console) } : config;
};

/** With IAM there is no page: a browser signs no requests. */
const noConsole = (wanted: unknown): false => {
  if (wanted === true || wanted === 'true') {
    throw new ConfigError('console', 'needs apiAuth=apiKey: a browser does not sign its requests');
  }
  return false;
};
