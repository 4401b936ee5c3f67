/** The functions, by the name of their handler file. */
export const functionNames = [
  'api',
  'query-task',
  'archive-video',
  'record-outcome',
  'deliver-callback',
  'recover-deliveries',
  'sweep-overdue',
] as const;

export type FunctionName = (typeof functionNames)[number];

/** Environment variables, by what they mean. Values are strings; lists are comma-separated, durations whole seconds. */
export const env = {
  table: 'TABLE_NAME',
  bucket: 'BUCKET_NAME',
  stateMachineArn: 'STATE_MACHINE_ARN',
  /** The API's public base URL, stage included, with no slash at its end. */
  apiUrl: 'API_URL',
  /** `apiKey` or `iam`: what the owner is taken from. */
  apiAuth: 'API_AUTH',
  corsOrigins: 'CORS_ORIGINS',
  /** The providers of this deployment, the default first: a JSON list of names, and of objects for others than the first. */
  providers: 'PROVIDERS',
  /** Of the first provider; empty if the deployment does not have it. */
  providerBaseUrl: 'PROVIDER_BASE_URL',
  /** Secret whose string is the first provider's API key; empty if the deployment does not have it. */
  providerSecret: 'PROVIDER_SECRET_ARN',
  /** Secret whose string is the master that every owner's signing keys are derived from. */
  signingSecret: 'SIGNING_SECRET_ARN',
  pollMinSeconds: 'POLL_MIN_SECONDS',
  pollMaxSeconds: 'POLL_MAX_SECONDS',
  giveUpAfterSeconds: 'GIVE_UP_AFTER_SECONDS',
  /** Host patterns that callbacks may go to; empty: any public host. */
  allowedCallbackHosts: 'ALLOWED_CALLBACK_HOSTS',
  /** Hosts exempt from the guard on outgoing requests: plain http and private addresses allowed. */
  privateHosts: 'PRIVATE_HOSTS',
  /** `true` if every owner may track a task that another one tracks. */
  sharedTasks: 'SHARED_TASKS',
  /** Callbacks that may be under way to one host at once. */
  maxRequestsPerHost: 'MAX_REQUESTS_PER_HOST',
  /** Name or ARN of the event bus that events are put on, too; empty: none. */
  eventBus: 'EVENT_BUS',
  /** `true` if every task must have a callback URL. */
  requireCallback: 'REQUIRE_CALLBACK',
  /** How many tasks an owner may have open; empty: any number. */
  maxOpenTasks: 'MAX_OPEN_TASKS',
  /** How many videos an owner may create in a month; empty: any number. */
  videosPerMonth: 'VIDEOS_PER_MONTH',
  /** How long a record is kept after its end; empty: for ever. */
  retainRecordSeconds: 'RETAIN_RECORD_SECONDS',
  maxVideoBytes: 'MAX_VIDEO_BYTES',
  /** The namespace of this deployment's metrics: Powertools' own name for it. */
  metricsNamespace: 'POWERTOOLS_METRICS_NAMESPACE',
} as const;

/** The variables that each function is given and reads, in addition to the metrics' namespace, by what they mean. */
export const functionEnvironment = {
  api: [
    'table',
    'bucket',
    'apiUrl',
    'stateMachineArn',
    'signingSecret',
    'providers',
    'providerSecret',
    'providerBaseUrl',
    'apiAuth',
    'corsOrigins',
    'pollMinSeconds',
    'pollMaxSeconds',
    'giveUpAfterSeconds',
    'allowedCallbackHosts',
    'privateHosts',
    'sharedTasks',
    'eventBus',
    'requireCallback',
    'maxOpenTasks',
    'videosPerMonth',
    'retainRecordSeconds',
  ],
  'query-task': [
    'table',
    'stateMachineArn',
    'providers',
    'providerBaseUrl',
    'providerSecret',
    'pollMinSeconds',
    'pollMaxSeconds',
    'giveUpAfterSeconds',
    'eventBus',
    'retainRecordSeconds',
  ],
  'archive-video': [
    'table',
    'bucket',
    'providers',
    'providerBaseUrl',
    'providerSecret',
    'maxVideoBytes',
    'privateHosts',
    'eventBus',
    'retainRecordSeconds',
  ],
  'record-outcome': ['table', 'eventBus', 'retainRecordSeconds'],
  'deliver-callback': [
    'table',
    'stateMachineArn',
    'apiUrl',
    'signingSecret',
    'allowedCallbackHosts',
    'privateHosts',
    'maxRequestsPerHost',
    'eventBus',
    'retainRecordSeconds',
  ],
  'recover-deliveries': ['table', 'stateMachineArn'],
  'sweep-overdue': ['table', 'stateMachineArn', 'eventBus'],
} as const satisfies Record<FunctionName, readonly (keyof typeof env)[]>;

/** The values of one function's variables. */
export type EnvironmentOf<F extends FunctionName> = Readonly<
  Record<(typeof functionEnvironment)[F][number], string>
>;
