import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { maxDeliveryDays } from '../../lambdas/contract/limits.ts';
import { assertHistoryFits } from './history-budget.ts';
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

/** `name` or `*.name`, with a port or not; or an address. */
const host = text(
  /^(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$|^\[[0-9a-f:]+\](:\d{1,5})?$/i,
  'host names',
);

const retention: Reader<RetentionDays> = (value, option) => {
  const days = number({ min: 1, max: 3653 })(value, option);
  if (RetentionDays[days] === undefined) {
    throw new ConfigError(
      option,
      `must be a number of days that CloudWatch knows, such as 30 or 90, and is ${days}`,
    );
  }
  return days;
};

const readers = {
  providerBaseUrl: withDefault(
    'https://zcbservice.aizfw.cn/kyyReactApiServer',
    text(/^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?(?<!\/)$/, 'a URL with no query and no slash at its end'),
  ),
  providerSecretName: optional(text(/^[\w/+=.@-]{1,512}$/, 'the name of a secret')),
  providerSecretKeyArn: optional(
    text(/^arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/[\w-]+$/, 'the ARN of a KMS key (not of an alias)'),
  ),
  apiAuth: withDefault('apiKey', choice('apiKey', 'iam')),
  apiRatePerSecond: withDefault(50, number({ min: 1, max: 10_000 })),
  apiBurst: withDefault(100, number({ min: 1, max: 5_000 })),
  apiRequestsPerMonth: optional(number({ min: 1, max: 1_000_000_000 })),
  createVideos: withDefault(true, flag),
  createRatePerSecond: withDefault(5, number({ min: 0.1, max: 10_000, whole: false })),
  createBurst: withDefault(20, number({ min: 1, max: 5_000 })),
  corsOrigins: withDefault(
    [],
    list(text(/^(\*|https?:\/\/[^\s/,]+)$/, 'origins such as https://example.com')),
  ),
  pollMinSeconds: withDefault(30, number({ min: 1, max: 3_600 })),
  // `video.processing` is sent between two polls that leave its receiver enough time.
  pollMaxSeconds: withDefault(120, number({ min: 30, max: 3_600 })),
  giveUpAfterHours: withDefault(23, number({ min: 0.01, max: 23.5, whole: false })),
  retainVideoDays: optional(number({ min: 1, max: 36_500 })),
  retainRecordDays: withDefault<number | 'forever'>(90, (value, option) =>
    value === 'forever' ? value : number({ min: maxDeliveryDays, max: 36_500 })(value, option),
  ),
  maxVideoBytes: withDefault(5 * 1024 ** 3, number({ min: 1, max: 5 * 1024 ** 4 })),
  allowedCallbackHosts: withDefault([], list(host)),
  privateHosts: withDefault([], list(host)),
  sharedTasks: withDefault(false, flag),
  maxConcurrentQueries: optional(number({ min: 1, max: 10_000 })),
  alarmEmail: optional(text(/^[^\s@]+@[^\s@]+$/, 'an e-mail address')),
  tracing: withDefault(false, flag),
  apiAccessLogs: withDefault(false, flag),
  apiLogsRole: withDefault(false, flag),
  logRetentionDays: withDefault(RetentionDays.ONE_MONTH, retention),
  customerKey: withDefault(false, flag),
  removal: withDefault('retain', choice('retain', 'destroy')),
  tags: withDefault({}, pairs),
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
  if (config.pollMinSeconds > config.pollMaxSeconds) {
    throw new ConfigError('pollMinSeconds', 'must not be above pollMaxSeconds');
  }
  if (config.providerSecretKeyArn !== undefined && config.providerSecretName === undefined) {
    throw new ConfigError(
      'providerSecretKeyArn',
      'is the key of an existing secret: it needs providerSecretName',
    );
  }
  const { protocol, host: providerHost, hostname } = new URL(config.providerBaseUrl);
  if (
    protocol === 'http:' &&
    !config.privateHosts.some((entry) => entry === providerHost || entry === hostname)
  ) {
    throw new ConfigError('providerBaseUrl', 'must be https, unless its host is among privateHosts');
  }
  assertHistoryFits(config);
  return config;
};
