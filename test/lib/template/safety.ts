import { describe, expect, test } from 'vitest';
import { resource, synthesize } from '../synthesis.ts';

const template = synthesize();
const everything = synthesize({
  alarmEmail: 'ops@example.com',
  apiAccessLogs: true,
  apiLogsRole: true,
  corsOrigins: ['https://app.example.com'],
  customerKey: true,
  providerSecretName: 'prod/seedance-apikey',
  tracing: true,
});

describe('text that CloudFormation stores', () => {
  test.each([
    ['by default', template],
    ['with everything chosen', everything],
  ])('is ASCII, because other characters come back as question marks, %s', (_, from) => {
    const text = JSON.stringify(from.toJSON());
    expect(text.match(/[^ -~]+/g) ?? []).toEqual([]);
  });
});

describe('a first deployment that fails', () => {
  test.each(['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::KMS::Key', 'AWS::ApiGateway::ApiKey'])(
    'leaves no %s, and a deleted stack leaves it',
    (type) => {
      expect(resource(everything, type).whole).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate' });
    },
  );

  test('leaves no signing secret, and a deleted stack leaves it', () => {
    const { whole } = resource(template, 'AWS::SecretsManager::Secret', 'SigningMaster');
    expect(whole.DeletionPolicy).toBe('RetainExceptOnCreate');
  });
});

test('executions are logged under the prefix that keeps the resource policy for logs short', () => {
  const { properties } = resource(template, 'AWS::Logs::LogGroup', 'WorkflowLogs');
  const { StateMachineName } = resource(template, 'AWS::StepFunctions::StateMachine').properties;
  expect(properties.LogGroupName).toBe(`/aws/vendedlogs/states/${StateMachineName}`);
});

test('no queue repeats a sweep', () => {
  const { properties } = resource(template, 'AWS::Lambda::EventInvokeConfig');
  expect(properties).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 300 });
  expect(JSON.stringify(properties.FunctionName)).toContain('SweepOverdueFunction');
});

test('an existing secret is read by its name, which may end like a full ARN', () => {
  const functions = Object.values(everything.findResources('AWS::Lambda::Function'));
  const read = functions.map(({ Properties }) => Properties.Environment.Variables.PROVIDER_SECRET_ARN);
  expect(read.filter(Boolean)).toEqual([
    'prod/seedance-apikey',
    'prod/seedance-apikey',
    'prod/seedance-apikey',
  ]);
});

test('the gateway keeps the status of an answer that has no type of its own', () => {
  const responses = Object.values(template.findResources('AWS::ApiGateway::GatewayResponse'));
  const statusOf = (type: string) =>
    responses.find(({ Properties }) => Properties.ResponseType === type)?.Properties.StatusCode;
  expect([statusOf('DEFAULT_4XX'), statusOf('DEFAULT_5XX')]).toEqual([undefined, undefined]);
  expect([statusOf('WAF_FILTERED'), statusOf('RESOURCE_NOT_FOUND')]).toEqual(['403', '404']);
});

describe('what a caller may spend', () => {
  const settings = (from: typeof template) =>
    resource(from, 'AWS::ApiGateway::Stage').properties.MethodSettings as Record<string, unknown>[];

  test('is limited for all callers together, and for creations, test events and the console more tightly', () => {
    expect(settings(template)).toEqual([
      expect.objectContaining({ ResourcePath: '/*', ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 }),
      expect.objectContaining({
        ResourcePath: '/~1test-event',
        ThrottlingRateLimit: 1,
        ThrottlingBurstLimit: 5,
      }),
      expect.objectContaining({
        ResourcePath: '/~1console',
        ThrottlingRateLimit: 10,
        ThrottlingBurstLimit: 20,
      }),
      expect.objectContaining({
        ResourcePath: '/~1videos',
        ThrottlingRateLimit: 5,
        ThrottlingBurstLimit: 20,
      }),
    ]);
  });

  test('is limited with signed requests, too', () => {
    const iam = synthesize({ apiAuth: 'iam', createRatePerSecond: 0.5, createBurst: 2 });
    expect(settings(iam)).toMatchObject([
      { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
      { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 5 },
      { ThrottlingRateLimit: 0.5, ThrottlingBurstLimit: 2 },
    ]);
  });

  test('is nothing at the provider if creating videos is switched off', () => {
    const off = synthesize({ createVideos: false });
    const paths = Object.values(off.findResources('AWS::ApiGateway::Resource'));
    expect(paths.map(({ Properties }) => Properties.PathPart)).not.toContain('videos');
    const policies = Object.values(off.findResources('AWS::IAM::Policy'));
    const ofApi = policies.filter(({ Properties }) =>
      JSON.stringify(Properties.Roles).includes('ApiFunctionRole'),
    );
    expect(ofApi).toHaveLength(1);
    expect(JSON.stringify(ofApi)).not.toContain('ProviderKey');
    expect(JSON.stringify(ofApi)).toContain('SigningMaster');
  });
});

test('the API takes TLS 1.2 or later only', () => {
  expect(resource(template, 'AWS::ApiGateway::RestApi').properties).toMatchObject({
    SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PQ_2025_09',
    EndpointAccessMode: 'BASIC',
  });
});
