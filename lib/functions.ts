import type { FunctionName } from '../lambdas/contract/functions.ts';

/** Memory and timeout of a function. A timeout is the longest that a step may take. */
export interface FunctionSpec {
  readonly description: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** It calls hosts outside of AWS, and so stands in the VPC of the options, if there is one. */
  readonly dialsOut?: true;
}

export const functionSpecs = {
  api: {
    description: 'Answers the HTTP API',
    memoryMb: 512,
    timeoutSeconds: 29, // The gateway waits no longer.
    dialsOut: true,
  },
  'query-task': {
    description: 'Polls the provider for the status of a task',
    memoryMb: 256,
    timeoutSeconds: 80, // Up to 60 s for the exchange.
    dialsOut: true,
  },
  'archive-video': {
    description: 'Copies a finished video into the bucket',
    memoryMb: 1024, // The share of a processor that comes with it copies about 100 MB/s.
    timeoutSeconds: 900,
    dialsOut: true,
  },
  'record-outcome': {
    description: 'Records the outcome as the final status, and its event as a delivery',
    memoryMb: 256,
    timeoutSeconds: 30,
  },
  'deliver-callback': {
    description: 'Calls the callback URL once',
    memoryMb: 256,
    timeoutSeconds: 30, // 15 s for the exchange.
    dialsOut: true,
  },
  'recover-deliveries': {
    description: 'Begins the deliveries of a time that a receiver missed, ten a second',
    memoryMb: 256,
    timeoutSeconds: 120, // A turn takes a minute and a batch.
  },
  'sweep-overdue': {
    description: 'Starts another execution for what did not happen in time',
    memoryMb: 256,
    timeoutSeconds: 120,
  },
} as const satisfies Record<FunctionName, FunctionSpec>;
