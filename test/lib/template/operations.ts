import { readFileSync } from 'node:fs';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { logMessages } from '../../../lambdas/adapters/runtime/log-messages.ts';
import { functionNames } from '../../../lambdas/contract/functions.ts';
import { metrics } from '../../../lambdas/contract/metrics.ts';
import { logQueries } from '../../../lib/operations/log-queries.ts';
import { logViews } from '../../../lib/operations/log-widgets.ts';
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

  test('are silent without data, as after the first deployment', () => {
    for (const { TreatMissingData } of alarms) expect(TreatMissingData).toBe('notBreaching');
  });

  test.each([
    ['nothing has happened yet', {}, 0],
    ['a run has ended well', { begun: 1 }, 0],
    ['tasks are polled, and the sweep runs', { polls: 9, begun: 1, failed: 0 }, 0],
    ['tasks are polled, and the rule is switched off', { polls: 9 }, 1],
    ['every run fails', { begun: 1, failed: 1 }, 1],
    ['one of two runs ended well', { begun: 2, failed: 1 }, 0],
  ])('tell that the sweep is silent, or not: %s', (_, metrics: Record<string, number>, expected) => {
    const { Metrics } = resource(template, 'AWS::CloudWatch::Alarm', 'SweepSilent').properties as {
      Metrics: { Expression?: string; Id: string; MetricStat?: { Metric: object } }[];
    };
    const expression = Metrics.find((one) => one.Expression)?.Expression ?? '';
    const script = expression.replaceAll(/FILL\((\w+), 0\)/g, '(given.$1 ?? 0)').replace(' AND ', ' && ');
    const [, condition] = /^IF\((.*), 1, 0\)$/.exec(script) ?? [];
    expect(new Function('given', `return ${condition}`)(metrics) ? 1 : 0).toBe(expected);
    const named = Metrics.flatMap(({ Id, MetricStat }) => (MetricStat ? [[Id, MetricStat.Metric]] : []));
    const of = (name: string) => [{ Name: 'FunctionName', Value: { Ref: expect.stringContaining(name) } }];
    expect(Object.fromEntries(named)).toMatchObject({
      begun: { MetricName: 'Invocations', Dimensions: of('SweepOverdueFunction') },
      failed: { MetricName: 'Errors', Dimensions: of('SweepOverdueFunction') },
      polls: { MetricName: 'Invocations', Dimensions: of('QueryTaskFunction') },
    });
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
    expect(throttling).toContain('UpdateItem'); // It writes to every index, and comes before all others.
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
      'ProviderUseless',
      'SweepSilent',
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
  test.each(Object.keys(metrics))(
    '%s has an alarm: what none is about costs nothing in the log',
    (metric) => {
      expect(JSON.stringify(template.findResources('AWS::CloudWatch::Alarm'))).toContain(metric);
    },
  );

  test('go to the namespace that alarms and dashboard look in', () => {
    const { properties } = resource(template, 'AWS::Lambda::Function', 'QueryTaskFunction');
    const { Variables } = properties.Environment as { Variables: Record<string, string> };
    const namespace = Variables.POWERTOOLS_METRICS_NAMESPACE;
    const alarm = resource(template, 'AWS::CloudWatch::Alarm', 'SweepRestarts').properties;
    expect(JSON.stringify(alarm)).toContain(`"Namespace":"${namespace}"`);
    expect(body).toContain(`\\"${namespace}\\",\\"restarts\\",\\"service\\",\\"sweep-overdue\\"`);
  });
});

test('the dashboard answers four questions', () => {
  const body = JSON.stringify(resource(template, 'AWS::CloudWatch::Dashboard').properties);
  for (const question of ['Is it working?', 'How fast?', 'What fails?', 'What does it cost?']) {
    expect(body).toContain(question);
  }
});

test('the dashboard reads the log for messages that functions log, with fields that they have', () => {
  const body = JSON.stringify(resource(template, 'AWS::CloudWatch::Dashboard').properties);
  for (const [title, { message, of }] of Object.entries(logViews)) {
    expect(body).toContain(title);
    expect(Object.keys(logMessages)).toContain(message);
    for (const name of of) expect(functionNames).toContain(name);
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
