import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { EventBus, Match, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** A bus, with videos for a function and everything else that ends for a queue. Deploy it before the relay has `eventBus=videos`. */
export class VideoTargets extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const eventBus = new EventBus(this, 'Bus', { eventBusName: 'videos' });
    // What a target did not take within a day.
    const deadLetterQueue = new Queue(this, 'NotTaken', { retentionPeriod: Duration.days(14) });

    const onVideo = new NodejsFunction(this, 'OnVideo', {
      entry: join(import.meta.dirname, 'on-video.ts'),
      runtime: Runtime.NODEJS_24_X,
    });
    new Rule(this, 'VideosToFunction', {
      eventBus,
      eventPattern: { source: ['seedance-relay'], detailType: ['video.completed'] },
      targets: [new LambdaFunction(onVideo, { deadLetterQueue })],
    });

    const failures = new Queue(this, 'Failures');
    new Rule(this, 'FailuresToQueue', {
      eventBus,
      eventPattern: {
        source: ['seedance-relay'],
        detailType: ['video.failed', 'video.cancelled', 'video.expired'],
      },
      targets: [new SqsQueue(failures, { deadLetterQueue })],
    });

    const operators = new Queue(this, 'Operators');
    new Rule(this, 'TroubleToOperators', {
      eventBus,
      eventPattern: { source: ['seedance-relay'], detailType: Match.prefix('relay.') },
      targets: [new SqsQueue(operators, { deadLetterQueue })],
    });
  }
}
