import { readFileSync } from 'node:fs';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { env, functionEnvironment, functionNames } from '../../../lambdas/contract/functions.ts';
import { type ProblemName, problems } from '../../../lambdas/contract/problems.ts';
import { type Route, routes } from '../../../lambdas/contract/routes.ts';
import { table } from '../../../lambdas/contract/table.ts';
import { resource, synthesize } from '../synthesis.ts';

const template = synthesize();

describe('the table', () => {
  const { properties, whole } = resource(template, 'AWS::DynamoDB::Table');

  test('outlives the stack, and can be restored to any second', () => {
    expect(whole).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: table.timeToLive, Enabled: true },
    });
  });

  test('has the keys and the three indexes of the contract', () => {
    const { lease, owner, status } = table.indexes;
    const keys = (partition: string, sort: string) => [
      { AttributeName: partition, KeyType: 'HASH' },
      { AttributeName: sort, KeyType: 'RANGE' },
    ];
    const listed = { ProjectionType: 'INCLUDE', NonKeyAttributes: [...table.listed] };
    expect(properties.KeySchema).toEqual(keys(table.partitionKey, table.sortKey));
    expect(properties.GlobalSecondaryIndexes).toEqual([
      {
        IndexName: lease.name,
        KeySchema: keys(lease.partitionKey, lease.sortKey),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
      { IndexName: owner.name, KeySchema: keys(owner.partitionKey, owner.sortKey), Projection: listed },
      { IndexName: status.name, KeySchema: keys(status.partitionKey, status.sortKey), Projection: listed },
    ]);
    expect(properties.AttributeDefinitions).toContainEqual({
      AttributeName: lease.sortKey,
      AttributeType: 'N',
    });
  });
});

describe('the bucket', () => {
  test('outlives the stack, is closed to the public, and takes TLS only', () => {
    const { properties, whole } = resource(template, 'AWS::S3::Bucket');
    expect(whole).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    expect(properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  });

  test('clears away uploads that were given up and broken files, and no video unless told to', () => {
    const rules = (from: typeof template) =>
      (resource(from, 'AWS::S3::Bucket').properties.LifecycleConfiguration as { Rules: unknown[] }).Rules;
    expect(rules(template)).toEqual([
      {
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 },
        Id: 'AbortUnfinishedUploads',
        Status: 'Enabled',
      },
      { ExpirationInDays: 90, Id: 'ExpireBrokenFiles', Prefix: 'broken/', Status: 'Enabled' },
    ]);
    expect(rules(synthesize({ retainVideoDays: 30 }))).toContainEqual(
      expect.objectContaining({ ExpirationInDays: 30, Prefix: 'videos/' }),
    );
  });
});

describe('the functions', () => {
  const words = (name: string) => name.replaceAll(/(^|-)(\w)/g, (_, _dash, letter) => letter.toUpperCase());
  const find = (name: string) => resource(template, 'AWS::Lambda::Function', `${words(name)}Function`);

  test('are those of the contract, on Node 24 and arm64', () => {
    template.resourceCountIs('AWS::Lambda::Function', functionNames.length);
    template.allResourcesProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
    });
  });

  test.each(functionNames)('%s is given the variables that it reads, and no others', (name) => {
    const { Environment } = find(name).properties as { Environment: { Variables: object } };
    const expected = ['metricsNamespace' as const, ...functionEnvironment[name]].map(
      (meaning) => env[meaning],
    );
    expect(Object.keys(Environment.Variables).sort()).toEqual([...expected].sort());
  });

  test.each(functionNames)('%s reads its own variables', (name) => {
    const handler = readFileSync(new URL(`../../../lambdas/handlers/${name}.ts`, import.meta.url), 'utf8');
    const read = [...handler.matchAll(/readEnvironment\((.*?)\)/g)].map(([, argument]) => argument);
    expect(read).toEqual([`'${name}'`]);
  });

  test('log for a month', () => {
    for (const group of Object.values(template.findResources('AWS::Logs::LogGroup'))) {
      expect(group.Properties.RetentionInDays).toBe(30);
    }
  });

  test('ask the provider no more at once than allowed', () => {
    const limited = synthesize({ maxConcurrentQueries: 7 });
    const { properties } = resource(limited, 'AWS::Lambda::Function', 'QueryTaskFunction');
    expect(properties.ReservedConcurrentExecutions).toBe(7);
  });

  test('look for what is overdue every five minutes', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(5 minutes)',
      Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [find('sweep-overdue').id, 'Arn'] } })],
    });
  });
});

describe('the API', () => {
  const methods = (from: typeof template) =>
    Object.values(from.findResources('AWS::ApiGateway::Method')).map((method) => method.Properties);

  test('has the routes of the table, all but the console’s page behind a key', () => {
    const found = methods(template);
    const all: readonly Route[] = Object.values(routes);
    const withHead = all.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
    expect(found.map(({ HttpMethod }) => HttpMethod).sort()).toEqual(withHead.sort());
    const open = found.filter(({ ApiKeyRequired }) => ApiKeyRequired !== true);
    const { Ref } = open[0]?.ResourceId ?? {};
    expect(open.map(({ HttpMethod }) => HttpMethod).sort()).toEqual(['GET', 'HEAD']);
    expect(template.findResources('AWS::ApiGateway::Resource')[Ref]?.Properties.PathPart).toBe('console');
    expect(new Set(open.map(({ ResourceId }) => ResourceId.Ref)).size).toBe(1);
  });

  test('takes signatures in place of keys where IAM authorizes', () => {
    const iam = synthesize({ apiAuth: 'iam' });
    for (const method of methods(iam)) expect(method).toMatchObject({ AuthorizationType: 'AWS_IAM' });
    iam.resourceCountIs('AWS::ApiGateway::ApiKey', 0);
    expect(Object.keys(iam.findOutputs('*'))).not.toContain('ApiKeyId');
  });

  test('limits its callers', () => {
    template.hasResourceProperties('AWS::ApiGateway::UsagePlan', {
      Throttle: { RateLimit: 50, BurstLimit: 100 },
      Quota: Match.absent(),
    });
    synthesize({ apiRatePerSecond: 5, apiBurst: 9, apiRequestsPerMonth: 1_000 }).hasResourceProperties(
      'AWS::ApiGateway::UsagePlan',
      { Throttle: { RateLimit: 5, BurstLimit: 9 }, Quota: { Limit: 1_000, Period: 'MONTH' } },
    );
  });

  test('lets pages of allowed origins read what the gateway refuses, and no other pages', () => {
    const refusal = (from: typeof template) =>
      JSON.stringify(Object.values(from.findResources('AWS::ApiGateway::GatewayResponse')));
    expect(refusal(template)).not.toContain('Access-Control-Allow-Origin');
    expect(refusal(synthesize({ corsOrigins: ['https://app.example.com'] }))).toContain(
      'gatewayresponse.header.Access-Control-Allow-Origin',
    );
  });

  test('lets browsers ask first where origins are allowed, without a key', () => {
    const preflights = methods(synthesize({ corsOrigins: ['https://app.example.com'] })).filter(
      (method) => method.HttpMethod === 'OPTIONS',
    );
    expect(preflights).toHaveLength(new Set(Object.values(routes).map(({ path }) => path)).size);
    for (const method of preflights) {
      expect(method).toMatchObject({ ApiKeyRequired: false, Integration: { Type: 'MOCK' } });
    }
  });

  test('answers with problem details even if the gateway itself refuses', () => {
    const answers = Object.values(template.findResources('AWS::ApiGateway::GatewayResponse'));
    const types = answers.map((answer) => answer.Properties.ResponseType);
    expect(types).toEqual(
      expect.arrayContaining([
        'INVALID_API_KEY',
        'UNAUTHORIZED',
        'THROTTLED',
        'QUOTA_EXCEEDED',
        'DEFAULT_5XX',
      ]),
    );
    for (const { Properties } of answers) {
      const body = Properties.ResponseTemplates['application/problem+json'];
      const problem = JSON.parse(body.replace('$context.error.messageString', '"Words of the gateway"'));
      expect(problem.instance).toBe('$context.requestId');
      if (Properties.ResponseType.startsWith('DEFAULT_')) {
        expect(problem.type).toBe('about:blank');
        continue;
      }
      const name = problem.type.replace('urn:seedance-relay:problem:', '');
      expect(problems[name as ProblemName].status).toBe(Number(Properties.StatusCode));
      expect(problem).toMatchObject({
        status: Number(Properties.StatusCode),
        instance: '$context.requestId',
      });
    }
  });
});

test('the outputs are what a user needs', () => {
  expect(Object.keys(template.findOutputs('*')).sort()).toEqual([
    'ApiKeyId',
    'ApiUrl',
    'BucketName',
    'ConsoleUrl',
    'ProviderSecretArn',
    'SigningSecretArn',
    'StateMachineArn',
    'TableName',
    'UsagePlanId',
  ]);
});

test('the documents name no output that does not exist', () => {
  const outputs = Object.keys(template.findOutputs('*'));
  for (const document of ['README.md', 'docs/deploy.md', 'docs/runbook.md']) {
    const text = readFileSync(new URL(`../../../${document}`, import.meta.url), 'utf8');
    const named = [...text.matchAll(/\$\(output (\w+)\)|<(\w+(?:Arn|KeyId))>/g)].map(
      ([, one, other]) => one ?? other,
    );
    expect(outputs).toEqual(expect.arrayContaining(named));
  }
});

test('an existing secret is used if one is named', () => {
  const named = synthesize({ providerSecretName: 'provider/key' });
  expect(Object.keys(named.findResources('AWS::SecretsManager::Secret'))).toEqual([
    expect.stringContaining('SigningMaster'),
  ]);
});
