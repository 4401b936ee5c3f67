import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps, type TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';

/**
 * A throttled invocation (reserved concurrency, or the account's) comes back: 2+4+8+16+32 s, then every minute, about
 * 20 minutes in all, half of it on average with full jitter. After that the sweep starts the step again.
 */
const throttled: RetryProps = {
  errors: ['Lambda.TooManyRequestsException'],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.minutes(1),
  maxAttempts: 24,
  jitterStrategy: JitterType.FULL,
};

/** Lambda itself failed, and our code may not have run. 2+4+…+60+60 s, about four minutes. */
const serviceFailed: RetryProps = {
  errors: [
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.ClientExecutionTimeoutException',
  ],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.minutes(1),
  maxAttempts: 8,
  jitterStrategy: JitterType.FULL,
};

/** The function failed, or ran out of time or memory. Every step may be repeated. 5+10+20 s. */
const stepFailed: RetryProps = {
  errors: ['States.ALL'],
  interval: Duration.seconds(5),
  backoffRate: 2,
  maxDelay: Duration.minutes(1),
  maxAttempts: 3,
  jitterStrategy: JitterType.FULL,
};

export const addRetries = (task: TaskStateBase): void => {
  for (const retry of [throttled, serviceFailed, stepFailed]) task.addRetry(retry);
};
