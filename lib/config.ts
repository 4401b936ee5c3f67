import type { Node } from 'constructs';
import { assertHistoryFits } from './history-budget.ts';
import {
  ConfigError,
  choice,
  list,
  number,
  optional,
  type Reader,
  text,
  withDefault,
} from './option-readers.ts';

/** What can be chosen. As context (`cdk deploy -c name=value`), lists are comma-separated. */
export interface RelayOptions {
  /**
   * Where the provider's API lies, without a slash at its end.
   * @default https://zcbservice.aizfw.cn/kyyReactApiServer
   */
  readonly providerBaseUrl?: string;
  /**
   * Name of an existing secret whose string is the provider's API key.
   * @default - a new secret with a placeholder, to be overwritten after the first deployment
   */
  readonly providerSecretName?: string;
  /**
   * Who may call the API: holders of an API key, or IAM principals with signed requests.
   * @default apiKey
   */
  readonly apiAuth?: 'apiKey' | 'iam';
  /**
   * Requests a second that the usage plan lets through, in the long run.
   * @default 50
   */
  readonly apiRatePerSecond?: number;
  /**
   * Requests that the usage plan lets through at once.
   * @default 100
   */
  readonly apiBurst?: number;
  /**
   * Requests that the usage plan lets through in a month.
   * @default - no limit
   */
  readonly apiRequestsPerMonth?: number;
  /**
   * Origins of web pages that may call the API and fetch videos.
   * @default - none
   */
  readonly corsOrigins?: readonly string[];
  /**
   * Seconds between two questions about a task, at least.
   * @default 30
   */
  readonly pollMinSeconds?: number;
  /**
   * Seconds between two questions about a task, at most (more where the provider asks for it).
   * @default 120
   */
  readonly pollMaxSeconds?: number;
  /**
   * Hours after a task's creation when tracking ends. The provider forgets a task after 24.
   * @default 23
   */
  readonly giveUpAfterHours?: number;
  /**
   * Days after which an archived video is deleted.
   * @default - never
   */
  readonly retainVideoDays?: number;
  /**
   * Days after a task's end when its record is deleted.
   * @default 90
   */
  readonly retainRecordDays?: number | 'forever';
  /**
   * Bytes of a video, at most: larger ones are not copied.
   * @default 5368709120 (5 GiB)
   */
  readonly maxVideoBytes?: number;
  /**
   * Host patterns that callbacks may go to, such as `hooks.example.com` or `*.example.com`.
   * @default - any public host
   */
  readonly allowedCallbackHosts?: readonly string[];
  /**
   * Hosts that may be reached over plain http and at private addresses. For tests and private networks only.
   * @default - none
   */
  readonly privateHosts?: readonly string[];
  /**
   * Reserved concurrency of the function that asks the provider: a lid on simultaneous requests to it.
   * @default - none
   */
  readonly maxConcurrentQueries?: number;
  /**
   * Address that alarms are mailed to.
   * @default - nobody is notified
   */
  readonly alarmEmail?: string;
}

/** `name` or `*.name`, with a port or not; or an address. */
const host = text(
  /^(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$|^\[[0-9a-f:]+\](:\d{1,5})?$/i,
  'host names',
);

const readers = {
  providerBaseUrl: withDefault(
    'https://zcbservice.aizfw.cn/kyyReactApiServer',
    text(/^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?(?<!\/)$/, 'a URL with no query and no slash at its end'),
  ),
  providerSecretName: optional(text(/^[\w/+=.@-]{1,512}$/, 'the name of a secret')),
  apiAuth: withDefault('apiKey', choice('apiKey', 'iam')),
  apiRatePerSecond: withDefault(50, number({ min: 1, max: 10_000 })),
  apiBurst: withDefault(100, number({ min: 1, max: 5_000 })),
  apiRequestsPerMonth: optional(number({ min: 1, max: 1_000_000_000 })),
  corsOrigins: withDefault(
    [],
    list(text(/^(\*|https?:\/\/[^\s/,]+)$/, 'origins such as https://example.com')),
  ),
  pollMinSeconds: withDefault(30, number({ min: 1, max: 3_600 })),
  pollMaxSeconds: withDefault(120, number({ min: 1, max: 3_600 })),
  giveUpAfterHours: withDefault(23, number({ min: 0.01, max: 23.5, whole: false })),
  retainVideoDays: optional(number({ min: 1, max: 36_500 })),
  retainRecordDays: withDefault<number | 'forever'>(90, (value, option) =>
    value === 'forever' ? value : number({ min: 1, max: 36_500 })(value, option),
  ),
  maxVideoBytes: withDefault(5 * 1024 ** 3, number({ min: 1, max: 5 * 1024 ** 4 })),
  allowedCallbackHosts: withDefault([], list(host)),
  privateHosts: withDefault([], list(host)),
  maxConcurrentQueries: optional(number({ min: 1, max: 10_000 })),
  alarmEmail: optional(text(/^[^\s@]+@[^\s@]+$/, 'an e-mail address')),
} satisfies { readonly [K in keyof RelayOptions]-?: Reader<RelayOptions[K]> };

type OptionName = keyof typeof readers;

/** The options, validated, with the defaults filled in. */
export type Config = { readonly [K in OptionName]: ReturnType<(typeof readers)[K]> };

export const optionNames = Object.keys(readers) as readonly OptionName[];

/** Throws a `ConfigError` that names the first option that is wrong. */
export const readConfig = (options: { readonly [K in OptionName]?: unknown }): Config => {
  const entries = optionNames.map((name) => [name, readers[name](options[name], name)]);
  const config: Config = Object.fromEntries(entries);
  if (config.pollMinSeconds > config.pollMaxSeconds) {
    throw new ConfigError('pollMinSeconds', 'must not be above pollMaxSeconds');
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

/** The options as given by `-c name=value` or in cdk.json, still to be validated. */
export const optionsFromContext = (node: Node): { readonly [K in OptionName]?: unknown } =>
  Object.fromEntries(optionNames.map((name) => [name, node.tryGetContext(name)]));
