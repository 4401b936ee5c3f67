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
  test.each(['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::KMS::Key'])(
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
