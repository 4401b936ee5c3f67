import type { env, FunctionName } from '../lambdas/contract.ts';

/** What a function is given. The time-outs are the longest that a step may take. */
export interface FunctionSpec {
  readonly description: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** The environment variables that it reads, by what they mean: these, the metrics' namespace, and no others. */
  readonly environment: readonly (keyof typeof env)[];
}

export const functionSpecs = {
  api: {
    description: 'Answers the HTTP API',
    memoryMb: 512,
    timeoutSeconds: 29, // The gateway waits no longer.
    environment: [
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
  },
  'query-task': {
    description: 'Asks the provider how a task stands',
    memoryMb: 256,
    timeoutSeconds: 30,
    environment: [
      'table',
      'stateMachineArn',
      'providerBaseUrl',
      'providerSecret',
      'pollMinSeconds',
      'pollMaxSeconds',
      'giveUpAfterSeconds',
      'retainRecordSeconds',
    ],
  },
  'archive-video': {
    description: 'Copies a finished video into the bucket',
    memoryMb: 1024, // The share of a processor that comes with it bears about 100 MB/s.
    timeoutSeconds: 900,
    environment: ['table', 'bucket', 'providerBaseUrl', 'providerSecret', 'maxVideoBytes', 'privateHosts'],
  },
  'record-outcome': {
    description: 'Makes an outcome the final status, and its event a delivery',
    memoryMb: 256,
    timeoutSeconds: 30,
    environment: ['table', 'retainRecordSeconds'],
  },
  'deliver-callback': {
    description: 'Calls the callback URL once',
    memoryMb: 256,
    timeoutSeconds: 30, // 15 s for the exchange.
    environment: [
      'table',
      'apiUrl',
      'signingSecret',
      'allowedCallbackHosts',
      'privateHosts',
      'retainRecordSeconds',
    ],
  },
  'sweep-overdue': {
    description: 'Starts anew what did not happen in time',
    memoryMb: 256,
    timeoutSeconds: 120,
    environment: ['table', 'stateMachineArn'],
  },
} as const satisfies Record<FunctionName, FunctionSpec>;
