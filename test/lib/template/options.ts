import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { resource, synthesize } from '../synthesis.ts';

describe('the switches', () => {
  const chosen = synthesize({
    tracing: true,
    customerKey: true,
    removal: 'destroy',
    logRetentionDays: 7,
    tags: { team: 'video' },
  });

  test('trace functions, executions and requests', () => {
    chosen.allResourcesProperties('AWS::Lambda::Function', { TracingConfig: { Mode: 'Active' } });
    chosen.allResourcesProperties('AWS::StepFunctions::StateMachine', {
      TracingConfiguration: { Enabled: true },
    });
    chosen.allResourcesProperties('AWS::ApiGateway::Stage', { TracingEnabled: true });
  });

  test('encrypt everything that is stored with one key of the account, rotated', () => {
    const { id, properties } = resource(chosen, 'AWS::KMS::Key');
    const key = { 'Fn::GetAtt': [id, 'Arn'] };
    expect(properties.EnableKeyRotation).toBe(true);
    chosen.allResourcesProperties('AWS::DynamoDB::Table', {
      SSESpecification: { KMSMasterKeyId: key, SSEEnabled: true, SSEType: 'KMS' },
    });
    chosen.allResourcesProperties('AWS::SecretsManager::Secret', { KmsKeyId: key });
    chosen.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: key, RetentionInDays: 7 });
    chosen.allResourcesProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          Match.objectLike({
            ServerSideEncryptionByDefault: { KMSMasterKeyID: key, SSEAlgorithm: 'aws:kms' },
          }),
        ],
      },
    });
  });

  test('lets CloudWatch Logs use the key as it asks to, for log groups of this account only', () => {
    const { properties } = resource(chosen, 'AWS::KMS::Key');
    const policy = JSON.stringify(properties.KeyPolicy);
    expect(policy).toContain(
      '"Action":["kms:Decrypt*","kms:Describe*","kms:Encrypt*","kms:GenerateDataKey*","kms:ReEncrypt*"]',
    );
    expect(policy).toMatch(/"kms:EncryptionContext:aws:logs:arn":\{"Fn::Join":.*"AWS::AccountId"\},":\*"/);
  });

  test('let data go with the stack where that was chosen', () => {
    for (const type of ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::KMS::Key']) {
      expect(resource(chosen, type).whole.DeletionPolicy).toBe('Delete');
    }
    expect(resource(chosen, 'AWS::DynamoDB::Table').properties.DeletionProtectionEnabled).toBe(false);
  });

  test('tag what is made', () => {
    chosen.allResourcesProperties('AWS::Lambda::Function', {
      Tags: Match.arrayWith([{ Key: 'team', Value: 'video' }]),
    });
  });
});

describe('by default', () => {
  const template = synthesize();

  test('nothing is traced, and no key of the account is paid for', () => {
    template.resourceCountIs('AWS::KMS::Key', 0);
    template.allResourcesProperties('AWS::Lambda::Function', { TracingConfig: Match.absent() });
  });

  test('the setting of the whole account for API logs is left alone, and so there are none', () => {
    template.resourceCountIs('AWS::ApiGateway::Account', 0);
    template.allResourcesProperties('AWS::ApiGateway::Stage', { AccessLogSetting: Match.absent() });
  });
});

describe('the URL of the API', () => {
  const urlOf = (from: Template) => {
    const { Environment } = resource(from, 'AWS::Lambda::Function', 'DeliverCallback').properties;
    return (Environment as { Variables: Record<string, unknown> }).Variables.API_URL;
  };
  const certificateArn = 'arn:aws:acm:eu-central-1:123456789012:certificate/1234abcd';
  const named = synthesize({ domainName: 'relay.example.com', certificateArn });

  test('may be a host name of your own, which leads to the stage by the path of the generated one', () => {
    expect(resource(named, 'AWS::ApiGateway::DomainName').properties).toMatchObject({
      DomainName: 'relay.example.com',
      RegionalCertificateArn: certificateArn,
      EndpointConfiguration: { Types: ['REGIONAL'] },
      SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PQ_2025_09',
    });
    expect(resource(named, 'AWS::ApiGateway::BasePathMapping').properties).toMatchObject({
      BasePath: 'v1',
      Stage: { Ref: resource(named, 'AWS::ApiGateway::Stage').id },
    });
    expect(named.findOutputs('DomainTarget')).not.toEqual({});
  });

  test('is in links and outputs what the operator says', () => {
    expect(urlOf(named)).toBe('https://relay.example.com/v1');
    const elsewhere = synthesize({ apiUrl: 'https://cdn.example.com/relay/v1' });
    expect(urlOf(elsewhere)).toBe('https://cdn.example.com/relay/v1');
    expect(elsewhere.findOutputs('ApiUrl')).toMatchObject({
      ApiUrl: { Value: 'https://cdn.example.com/relay/v1' },
    });
    elsewhere.resourceCountIs('AWS::ApiGateway::DomainName', 0);
  });
});

describe('requests to the API', () => {
  const format = Match.stringLikeRegexp('integration.error.*apiKeyId|apiKeyId.*integration.error');

  test('are logged with key and error, by the role that the account has', () => {
    const logged = synthesize({ apiAccessLogs: true });
    logged.allResourcesProperties('AWS::ApiGateway::Stage', { AccessLogSetting: { Format: format } });
    logged.resourceCountIs('AWS::ApiGateway::Account', 0);
  });

  test('are logged by a new role of the account if that was asked for, and it stays', () => {
    const logged = synthesize({ apiAccessLogs: true, apiLogsRole: true });
    expect(resource(logged, 'AWS::ApiGateway::Account').whole.DeletionPolicy).toBe('Retain');
  });
});
