import type { Alarm, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { RelayContext } from '../relay-context.ts';
import { type AlarmName, addAlarms } from './alarms.ts';
import { addDashboard } from './dashboard.ts';
import type { MonitoredResources } from './monitored-resources.ts';

/** For the operator: the dashboard and the alarms. */
export class Operations extends Construct {
  /** Each may be given further actions. */
  readonly alarms: Readonly<Record<AlarmName, Alarm>>;
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, { config, key }: RelayContext, operated: MonitoredResources) {
    super(scope, id);
    this.alarms = addAlarms(this, operated);
    const alarms = Object.values(this.alarms);
    this.dashboard = addDashboard(this, operated, alarms);
    if (config.alarmEmail === undefined) return;
    const topic = new Topic(this, 'AlarmTopic', { enforceSSL: true, ...(key ? { masterKey: key } : {}) });
    topic.addSubscription(new EmailSubscription(config.alarmEmail));
    for (const alarm of alarms) {
      alarm.addAlarmAction(new SnsAction(topic));
      alarm.addOkAction(new SnsAction(topic));
    }
  }
}
