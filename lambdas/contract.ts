/**
 * What the infrastructure (`lib`) and the functions (`lambdas`) agree on: names and payloads.
 * It imports nothing, so both sides may import it.
 */

/** The functions, by the name of their handler file. */
export const functionNames = [
  'api',
  'query-task',
  'archive-video',
  'record-outcome',
  'deliver-callback',
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
  providerBaseUrl: 'PROVIDER_BASE_URL',
  /** Secret whose string is the provider's API key. */
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
  /** How long a record is kept after its end; empty: for ever. */
  retainRecordSeconds: 'RETAIN_RECORD_SECONDS',
  maxVideoBytes: 'MAX_VIDEO_BYTES',
  /** The namespace of this deployment's metrics: Powertools' own name for it. */
  metricsNamespace: 'POWERTOOLS_METRICS_NAMESPACE',
} as const;

/** The variables that each function is given and reads, beside the metrics' namespace, by what they mean. */
export const functionEnvironment = {
  api: [
    'table',
    'stateMachineArn',
    'signingSecret',
    'providerSecret',
    'providerBaseUrl',
    'apiAuth',
    'corsOrigins',
    'giveUpAfterSeconds',
    'allowedCallbackHosts',
    'privateHosts',
    'retainRecordSeconds',
  ],
  'query-task': [
    'table',
    'stateMachineArn',
    'providerBaseUrl',
    'providerSecret',
    'pollMinSeconds',
    'pollMaxSeconds',
    'giveUpAfterSeconds',
    'retainRecordSeconds',
  ],
  'archive-video': ['table', 'bucket', 'providerBaseUrl', 'providerSecret', 'maxVideoBytes', 'privateHosts'],
  'record-outcome': ['table', 'retainRecordSeconds'],
  'deliver-callback': [
    'table',
    'apiUrl',
    'signingSecret',
    'allowedCallbackHosts',
    'privateHosts',
    'retainRecordSeconds',
  ],
  'sweep-overdue': ['table', 'stateMachineArn'],
} as const satisfies Record<FunctionName, readonly (keyof typeof env)[]>;

/** The values of one function's variables. */
export type EnvironmentOf<F extends FunctionName> = Readonly<
  Record<(typeof functionEnvironment)[F][number], string>
>;

/** The table's keys and indexes. One task of one owner is one partition. */
export const table = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Seconds since the epoch after which the item may be deleted. */
  timeToLive: 'expiresAt',
  indexes: {
    /** Sparse: every item somebody still has to act on, by when the next act must have happened. Keys only. */
    lease: { name: 'byLease', partitionKey: 'leaseShard', sortKey: 'leaseUntil' },
    /** An owner's tasks, newest last. Holds `listed` only, so that polling never writes to it. */
    owner: { name: 'byOwner', partitionKey: 'listOwner', sortKey: 'listKey' },
    /** The same for one status. */
    status: { name: 'byOwnerAndStatus', partitionKey: 'listStatus', sortKey: 'listKey' },
  },
  /** The attributes that lists show. */
  listed: ['taskId', 'status', 'registeredAt', 'createdAt', 'finishedAt', 'model', 'error', 'serviceTier'],
} as const;

/** How many partitions the lease index is spread over: one bears 1,000 writes a second, a polled task makes two a minute. */
export const leaseShards = 16;

/** A signal of the state machine: the act that comes next. */
export const nextActs = ['query', 'archive', 'record', 'deliver', 'done'] as const;
export type NextAct = (typeof nextActs)[number];

/**
 * What an execution is about. The record in DynamoDB is the state; this is only its key, and the fencing token:
 * an execution may act while the record's `restart` is still its own.
 * With `delivery`, it delivers that delivery; without, it tracks the task (and then delivers the final event).
 */
export interface Cursor {
  readonly owner: string;
  readonly taskId: string;
  readonly restart: number;
  readonly delivery?: number;
}

/** What every step of the state machine answers: the cursor to go on with, the next act, and the seconds to wait before it. */
export interface Step extends Cursor {
  readonly next: NextAct;
  /** Whole seconds, 0 where the next act is due at once. */
  readonly waitSeconds: number;
}

/** The limits of the polling, as the infrastructure hands them to the functions. */
export interface PollingLimits {
  readonly pollMinSeconds: number;
  readonly pollMaxSeconds: number;
}

/** Questions of one task that may follow each other at `pollMinSeconds`: two and a half hours of them by default. */
export const promptQuestions = 300;

/** What lies between two questions at least once the prompt ones are used up, whatever the answers are: 90 s by default. */
export const lateIntervalSeconds = ({ pollMinSeconds, pollMaxSeconds }: PollingLimits): number =>
  Math.min(3 * pollMinSeconds, pollMaxSeconds);

/** Past its deadline a task is asked for so long where the last answer told nothing, with at least a minute between. */
export const grace = { minutes: 30, questions: 30 + 1 } as const;

/**
 * The most questions that a tracking can ask: what the execution's history is measured against. With the defaults,
 * 300 in 9,000 s and one every 90 s of the other 73,800 s, one at the beginning and one at the deadline: 1,122; and 31
 * past it.
 */
export const mostQuestions = (limits: PollingLimits & { readonly giveUpAfterSeconds: number }): number => {
  const late = Math.max(0, limits.giveUpAfterSeconds - promptQuestions * limits.pollMinSeconds);
  return promptQuestions + Math.ceil(late / lateIntervalSeconds(limits)) + 2 + grace.questions;
};

/**
 * The most turns of one archiving: what does not fit into one run of the function is gone on with, and what fails is
 * tried again, until the provider deletes the video. 80 × 15 minutes = 20 h of copying, or a day of a source that fails.
 */
export const mostArchiveTurns = 80;

/**
 * The longest that a delivery can take, in days: nine waits of a day, the most that a receiver may ask for by `Retry-After`,
 * each up to a tenth longer, are 9.9. A record that went sooner would take its callback with it.
 */
export const longestDeliveryDays = 10;

/** The namespace of every metric, where the environment names none. */
export const metricNamespace = 'SeedanceRelay';

/** The stage of the REST API, and so the first segment of every path. */
export const apiStage = 'v1';

/** Every metric, with its unit and meaning. Units are CloudWatch's. */
export const metrics = {
  queries: { unit: 'Count', meaning: 'Questions asked of the provider' },
  providerAnswers: { unit: 'Count', meaning: 'Answers of the provider, by class', dimension: 'answer' },
  queriesPerTask: { unit: 'Count', meaning: 'Questions that a finished task took' },
  tasksEnded: { unit: 'Count', meaning: 'Tasks that reached a final status, by status', dimension: 'status' },
  generationSeconds: {
    unit: 'Seconds',
    meaning: 'From first seen processing to finished, by model',
    dimension: 'model',
  },
  detectionDelaySeconds: {
    unit: 'Seconds',
    meaning: 'Upper bound of the time between the finish and our seeing it',
  },
  callbackDelaySeconds: { unit: 'Seconds', meaning: 'From seeing the finish to the receiver’s 2xx' },
  archivedBytes: { unit: 'Bytes', meaning: 'Size of an archived video' },
  archiveSeconds: { unit: 'Seconds', meaning: 'Time that a copy took' },
  archiveFailures: { unit: 'Count', meaning: 'Videos that could not be copied' },
  attempts: { unit: 'Count', meaning: 'Callback requests, by what came of them', dimension: 'result' },
  attemptsPerDelivery: { unit: 'Count', meaning: 'Attempts that a settled delivery took' },
  deliveriesSettled: { unit: 'Count', meaning: 'Deliveries that ended, by state', dimension: 'state' },
  openTasks: { unit: 'Count', meaning: 'Items with a lease, as the sweep sees them' },
  tasksNearDeadline: { unit: 'Count', meaning: 'Open tasks with less than an hour left' },
  restarts: { unit: 'Count', meaning: 'Executions that the sweep started' },
} as const satisfies Record<
  string,
  { unit: 'Count' | 'Seconds' | 'Bytes'; meaning: string; dimension?: string }
>;
export type MetricName = keyof typeof metrics;
