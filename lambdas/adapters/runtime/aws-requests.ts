import { second } from '../../domain/task/time.ts';

/**
 * How long a request to one of AWS's control services may take. They answer within milliseconds; left to itself, the SDK
 * waits five minutes for one that hangs, which is the whole of a function's time ten times over. Three attempts of this
 * end within the shortest function's time, and what hangs becomes an error of the step.
 */
export const impatient = {
  requestHandler: {
    connectionTimeout: 1.5 * second,
    requestTimeout: 4 * second,
    throwOnRequestTimeout: true, // Without it the SDK prints a warning, and goes on waiting.
  },
} as const;
