import { Aws } from 'aws-cdk-lib';
import type { Alarm, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { RelayContext } from '../relay-context.ts';
import { type AlarmName, addAlarms } from './alarms.ts';
import { addDashboard } from './dashboard.ts';
import { addLogQueries } from './log-queries.ts';
import type { MonitoredResources } from './monitored-resources.ts';

/** What an operator looks at, and what calls the operator. */
export class Operations extends Construct {
  /** By name. An app may add actions of its own. */
  readonly alarms: Readonly<Record<AlarmName, Alarm>>;
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, { config, key }: RelayContext, operated: MonitoredResources) {
    super(scope, id);
    this.alarms = addAlarms(this, operated);
    const alarms = Object.values(this.alarms);
    this.dashboard = addDashboard(this, operated, alarms);
    addLogQueries(this, operated.name, operated.logGroups);
    if (config.alarmEmail === undefined) return;
    const topic = new Topic(this, 'AlarmTopic', { enforceSSL: true, ...(key ? { masterKey: key } : {}) });
    topic.addSubscription(new EmailSubscription(config.alarmEmail));
    topic.addToResourcePolicy(publishingByAlarms(topic));
    for (const alarm of alarms) {
      alarm.addAlarmAction(new SnsAction(topic));
      alarm.addOkAction(new SnsAction(topic));
    }
  }
}

/**
 * `enforceSSL` gives the topic a policy, and that policy replaces SNS's default one, which lets every service of the account
 * publish. Without this statement an alarm cannot publish, and the only trace is the alarm's history:
 * https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger
 */
const publishingByAlarms = (topic: Topic): PolicyStatement =>
  new PolicyStatement({
    sid: 'AlarmsOfThisAccount',
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: ['sns:Publish'],
    resources: [topic.topicArn],
    conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
  });
