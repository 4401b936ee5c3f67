import { readFileSync } from 'node:fs';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { logMessages } from '../../../lambdas/adapters/runtime/log-messages.ts';
import { metrics } from '../../../lambdas/contract/metrics.ts';
import { logQueries } from '../../../lib/operations/log-queries.ts';
import { resource, synthesize } from '../synthesis.ts';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

const template = synthesize();

interface AlarmProperties {
  readonly AlarmDescription: string;
  readonly TreatMissingData: string;
}
/** `Name (severity)` of every alarm of the template. */
const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
  ({ Properties }) => Properties as AlarmProperties,
);
const titles = alarms.map(({ AlarmDescription }) => AlarmDescription.split(':')[0]);

describe('the runbook', () => {
  const [, ...sections] = read('docs/runbook.md').split(/^## /m);
  // The others are about what no alarm sees.
  const articles = sections.filter((section) => /^\S+ \(\w+\)\n/.test(section));

  test('has an article for every alarm and its severity, and none for others', () => {
    expect(articles.map((article) => article.split('\n')[0]).sort()).toEqual([...titles].sort());
  });

  test.each(articles)('says meaning, first look and remedy, with commands: %.30s', (article) => {
    expect(article).toMatch(
      /\*\*Meaning\.\*\* [\s\S]+\*\*First look\.\*\* [\s\S]+```sh\n[\s\S]+\*\*Remedy\.\*\* /,
    );
  });

  test('logs_of finds a function for every name it is given', () => {
    const functions = Object.keys(template.findResources('AWS::Lambda::Function'));
    const names = [...read('docs/runbook.md').matchAll(/logs_of (\w+)/g)].map(([, name]) => name ?? '');
    for (const name of names) expect(functions.filter((id) => id.includes(name))).toHaveLength(1);
  });
});

describe('the alarms', () => {
  test('say what they mean and where to read on', () => {
    for (const { AlarmDescription } of alarms)
      expect(AlarmDescription).toMatch(/: .+\. What to do: docs\/runbook\.md/);
  });

  test('are silent without data, but for the one that is about silence', () => {
    const breaching = alarms.filter(({ TreatMissingData }) => TreatMissingData === 'breaching');
    expect(breaching.map(({ AlarmDescription }) => AlarmDescription)).toEqual([
      expect.stringContaining('SweepSilent'),
    ]);
  });

  test('call nobody if no address is given', () => {
    template.resourceCountIs('AWS::SNS::Topic', 0);
    template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: Match.absent() });
  });

  test('may publish to the topic, whose own policy replaces the one that would let them', () => {
    const mailed = synthesize({ alarmEmail: 'ops@example.com', customerKey: true });
    mailed.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: { Ref: resource(mailed, 'AWS::SNS::Topic').id },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    });
    mailed.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    });
  });

  test('see requests that an index refuses', () => {
    const throttling = JSON.stringify(resource(template, 'AWS::CloudWatch::Alarm', 'Throttling').properties);
    expect(throttling).toContain('"ThrottledRequests"');
    for (const operation of ['GetItem', 'PutItem', 'Query', 'UpdateItem'])
      expect(throttling).toContain(operation);
    const dashboard = JSON.stringify(template.findResources('AWS::CloudWatch::Dashboard'));
    expect(dashboard).toContain('GlobalSecondaryIndexName');
  });

  test('of one metric are written as one metric', () => {
    const several = alarms
      .filter((alarm) => 'Metrics' in alarm)
      .map(({ AlarmDescription }) => AlarmDescription.split(' ')[0]);
    expect(several.sort()).toEqual([
      'ApiFails',
      'FunctionsFail',
      'ProviderRefusesKey',
      'ProviderUseless',
      'Throttling',
    ]);
  });

  test('mail once for a receiver that is dead for a day', () => {
    const { properties } = resource(template, 'AWS::CloudWatch::Alarm', 'CallbacksExhausted');
    expect(properties).toMatchObject({ Period: 3_600, DatapointsToAlarm: 1, EvaluationPeriods: 24 });
  });

  test('are mailed, and their end too', () => {
    const mailed = synthesize({ alarmEmail: 'ops@example.com' });
    const topic = [{ Ref: resource(mailed, 'AWS::SNS::Topic').id }];
    mailed.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: topic, OKActions: topic });
    mailed.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
  });

  test('ignore throttled polls if a limit of their concurrency was asked for', () => {
    const throttling = (from: typeof template) =>
      JSON.stringify(resource(from, 'AWS::CloudWatch::Alarm', 'Throttling').properties);
    expect(throttling(template)).toContain('QueryTaskFunction');
    expect(throttling(synthesize({ maxConcurrentQueries: 5 }))).not.toContain('QueryTaskFunction');
  });
});

describe('the metrics', () => {
  const body = JSON.stringify(template.findResources('AWS::CloudWatch::Dashboard'));
  test.each(Object.keys(metrics))('%s is on the dashboard or has an alarm', (metric) => {
    expect(body + JSON.stringify(template.findResources('AWS::CloudWatch::Alarm'))).toContain(metric);
  });

  test('go to the namespace that alarms and dashboard look in', () => {
    const { properties } = resource(template, 'AWS::Lambda::Function', 'QueryTaskFunction');
    const { Variables } = properties.Environment as { Variables: Record<string, string> };
    const namespace = Variables.POWERTOOLS_METRICS_NAMESPACE;
    const alarm = resource(template, 'AWS::CloudWatch::Alarm', 'SweepRestarts').properties;
    expect(JSON.stringify(alarm)).toContain(`"Namespace":"${namespace}"`);
    expect(body).toContain(`{\\\\\\"${namespace}\\\\\\",service`);
  });
});

test('the dashboard answers four questions', () => {
  const body = JSON.stringify(resource(template, 'AWS::CloudWatch::Dashboard').properties);
  for (const question of ['Is it working?', 'How fast?', 'What fails?', 'What does it cost?']) {
    expect(body).toContain(question);
  }
});

test('the saved log queries look for messages that functions log, in the log groups of those functions', () => {
  const saved = Object.values(template.findResources('AWS::Logs::QueryDefinition'));
  expect(saved.map(({ Properties }) => String(Properties.Name).split('/')[1]).sort()).toEqual(
    Object.keys(logQueries).sort(),
  );
  for (const { Properties } of saved) expect(Properties.LogGroupNames.length).toBeGreaterThan(0);
  const named = Object.values(logQueries).flatMap(({ filter }) =>
    filter.startsWith('message_id')
      ? [...filter.matchAll(/"(\w+)"/g)].map(([, message]) => message ?? '')
      : [],
  );
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((message) => !(message in logMessages))).toEqual([]);
});
