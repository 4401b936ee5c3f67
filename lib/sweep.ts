import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/**
 * A sweep that fails or is throttled is not repeated: the next one finds the same items. There are two queues that would repeat
 * it, EventBridge's and Lambda's own (two retries after an error, six hours of them if throttled):
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
const notRepeated = { retryAttempts: 0, maxEventAge: Duration.minutes(5) };

/** Looks for overdue steps every five minutes. */
export class Sweep extends Construct {
  constructor(scope: Construct, id: string, sweepOverdue: IFunction) {
    super(scope, id);
    new Rule(this, 'EveryFiveMinutes', {
      description: 'Looks for steps that did not happen in time',
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [new LambdaFunction(sweepOverdue, notRepeated)],
    });
    sweepOverdue.configureAsyncInvoke(notRepeated);
  }
}
