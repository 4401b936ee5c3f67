import { describe, expect, test } from 'vitest';
import { Assembly } from '../../../../../lib/local/cloud/assembly/assembly.ts';
import { proceed, type ServiceCall } from '../../../../../lib/local/cloud/endpoint/intercept.ts';
import { permitted } from '../../../../../lib/local/cloud/endpoint/permissions.ts';

const policy = (role: string, statements: readonly (readonly [string | string[], unknown])[]) => ({
  Type: 'AWS::IAM::Policy',
  Properties: {
    Roles: [{ Ref: role }],
    PolicyDocument: {
      Statement: statements.map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource })),
    },
  },
});

const assembly = new Assembly('', {
  Resources: {
    Table: { Type: 'AWS::DynamoDB::Table', Properties: {} },
    Other: { Type: 'AWS::DynamoDB::Table', Properties: {} },
    Copier: {
      Type: 'AWS::Lambda::Function',
      Properties: { Role: { 'Fn::GetAtt': ['CopierRole', 'Arn'] } },
    },
    Free: { Type: 'AWS::Lambda::Function', Properties: { Role: 'arn:aws:iam::123456789012:role/theirs' } },
    CopierRole: { Type: 'AWS::IAM::Role', Properties: {} },
    ReaderRole: { Type: 'AWS::IAM::Role', Properties: {} },
    CopierPolicy: policy('CopierRole', [
      [['dynamodb:GetItem', 'dynamodb:Query'], { 'Fn::GetAtt': ['Table', 'Arn'] }],
      ['dynamodb:Query', { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Table', 'Arn'] }, '/index/byLease']] }],
      [['s3:PutObject', 's3:GetObject'], 'arn:aws:s3:::videos/videos/*'],
    ]),
    ReaderPolicy: policy('ReaderRole', [['dynamodb:DeleteItem', '*']]),
  },
} as never);

const intercept = permitted(assembly, ({ id }) => id, proceed);
const verdict = (service: ServiceCall['service'], operation: string, resource: string, request?: object) =>
  intercept({ service, operation, resource, caller: 'Copier', ...(request && { request }) });

describe('a function of the local cloud', () => {
  test('may do what its role allows', () => {
    expect(verdict('dynamodb', 'GetItem', 'Table')).toBeUndefined();
    expect(verdict('dynamodb', 'Query', 'Table', { IndexName: 'byLease' })).toBeUndefined();
    expect(verdict('s3', 'UploadPart', 'videos/videos/a/b.mp4')).toBeUndefined();
    expect(verdict('s3', 'HeadObject', 'videos/videos/a/b.mp4')).toBeUndefined();
  });

  test.each([
    ['another action', verdict('dynamodb', 'PutItem', 'Table')],
    ['what another role may do', verdict('dynamodb', 'DeleteItem', 'Table')],
    ['another table', verdict('dynamodb', 'GetItem', 'Other')],
    ['another index', verdict('dynamodb', 'Query', 'Table', { IndexName: 'byOwner' })],
    ['another folder of the bucket', verdict('s3', 'PutObject', 'videos/secret.txt')],
    ['to give up an upload', verdict('s3', 'AbortMultipartUpload', 'videos/videos/a/b.mp4')],
  ])('may not do %s', (_name, denied) => {
    expect(denied).toMatchObject({ fail: 'before', error: expect.stringContaining('AccessDenied') });
  });

  test('is not checked if its role is not in the template, and neither is a caller that is no function', () => {
    const call = { service: 'dynamodb', operation: 'DeleteItem', resource: 'Table' } as const;
    expect(intercept({ ...call, caller: 'Free' })).toBeUndefined();
    expect(intercept({ ...call, caller: 'AKIAEXAMPLE' })).toBeUndefined();
    expect(intercept(call)).toBeUndefined();
  });
});
