import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/** The clock of the repair: looks for what is overdue every five minutes. */
export class Sweep extends Construct {
  constructor(scope: Construct, id: string, sweepOverdue: IFunction) {
    super(scope, id);
    new Rule(this, 'EveryFiveMinutes', {
      description: 'Looks for steps that did not happen in time',
      schedule: Schedule.rate(Duration.minutes(5)),
      // A sweep that fails is not repeated: the next one looks again.
      targets: [new LambdaFunction(sweepOverdue, { retryAttempts: 0, maxEventAge: Duration.minutes(5) })],
    });
  }
}
