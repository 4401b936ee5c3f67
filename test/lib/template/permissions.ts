import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { synthesize } from '../synthesis.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

const asList = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

/** The logical id a value is about, without CDK's hash, and what follows it: `Table/index/byLease`. */
const named = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const [[intrinsic, argument] = []] = Object.entries(value as object);
  if (intrinsic === 'Fn::Join') return argument[1].map(named).join(argument[0]);
  const id: string = asList(argument)[0];
  return id.replace(/^Relay(Storage|Secrets)?/, '').replace(/[0-9A-F]{8}$/, '');
};

/** What each role may do, as `action on resource`, by the name of the role. */
const permissions = (template: Template): Readonly<Record<string, readonly string[]>> => {
  const found: Record<string, string[]> = {};
  for (const { Properties } of Object.values(template.findResources('AWS::IAM::Policy'))) {
    for (const statement of Properties.PolicyDocument.Statement as Statement[]) {
      expect(statement.Effect).toBe('Allow');
      for (const resource of asList(statement.Resource)) {
        for (const role of Properties.Roles) {
          const allowed = asList(statement.Action).map((action) => `${action} on ${named(resource)}`);
          found[named(role)] = [...(found[named(role)] ?? []), ...allowed];
        }
      }
    }
  }
  return found;
};

const items = (...actions: readonly string[]) => actions.map((action) => `dynamodb:${action} on Table`);
const index = (name: string) => `dynamodb:Query on Table/index/${name}`;
const videos = (...actions: readonly string[]) => actions.map((action) => `s3:${action} on Videos/videos/*`);
const brokenFiles = (...actions: readonly string[]) =>
  actions.map((action) => `s3:${action} on Videos/broken/*`);
const secret = (name: string) => `secretsmanager:GetSecretValue on ${name}`;
const machine = 'arn:AWS::Partition:states:AWS::Region:AWS::AccountId';
const start = `states:StartExecution on ${machine}:stateMachine:SeedanceRelay-504C5637`;
const stop = `states:StopExecution on ${machine}:execution:SeedanceRelay-504C5637:*`;
const logs = (name: string) =>
  ['CreateLogStream', 'PutLogEvents'].map((action) => `logs:${action} on ${name}FunctionLogs`);

const expected: Readonly<Record<string, readonly string[]>> = {
  ApiFunctionRole: [
    ...logs('Api'),
    ...items('GetItem', 'PutItem', 'Query', 'UpdateItem'),
    index('byOwner'),
    index('byOwnerAndStatus'),
    ...videos('GetObject'),
    secret('ProviderKey'),
    secret('SigningMaster'),
    start,
    stop,
  ],
  QueryTaskFunctionRole: [
    ...logs('QueryTask'),
    ...items('GetItem', 'PutItem', 'Query', 'UpdateItem'),
    secret('ProviderKey'),
    start,
  ],
  ArchiveVideoFunctionRole: [
    ...logs('ArchiveVideo'),
    ...items('GetItem', 'PutItem', 'Query', 'UpdateItem'),
    ...videos('GetObject', 'PutObject', 'AbortMultipartUpload', 'ListMultipartUploadParts'),
    ...brokenFiles('GetObject', 'PutObject', 'AbortMultipartUpload'),
    secret('ProviderKey'),
  ],
  RecordOutcomeFunctionRole: [
    ...logs('RecordOutcome'),
    ...items('GetItem', 'PutItem', 'Query', 'UpdateItem'),
  ],
  DeliverCallbackFunctionRole: [
    ...logs('DeliverCallback'),
    ...items('GetItem', 'PutItem', 'Query', 'UpdateItem'),
    ...videos('GetObject'),
    secret('SigningMaster'),
    start,
  ],
  RecoverDeliveriesFunctionRole: [
    ...logs('RecoverDeliveries'),
    ...items('GetItem', 'PutItem', 'Query', 'UpdateItem'),
    index('byOwnerAndStatus'),
    start,
  ],
  SweepOverdueFunctionRole: [
    ...logs('SweepOverdue'),
    ...items('GetItem', 'UpdateItem'),
    index('byLease'),
    start,
  ],
  WorkflowRole: [
    ...['QueryTask', 'ArchiveVideo', 'RecordOutcome', 'DeliverCallback', 'RecoverDeliveries'].map(
      (name) => `lambda:InvokeFunction on ${name}Function`,
    ),
    ...[
      'CreateLogDelivery',
      'DeleteLogDelivery',
      'DescribeLogGroups',
      'DescribeResourcePolicies',
      'GetLogDelivery',
      'ListLogDeliveries',
      'PutResourcePolicy',
      'UpdateLogDelivery',
    ].map((action) => `logs:${action} on *`),
  ],
};

describe('each role may do exactly what its function does', () => {
  const template = synthesize();
  const found = permissions(template);

  test.each(Object.entries(expected))('%s', (role, allowed) => {
    expect([...(found[role] ?? [])].sort()).toEqual([...allowed].sort());
  });

  test('there are no other roles with policies, and none of AWS’s own policies', () => {
    expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
    const managed = Object.entries(template.findResources('AWS::IAM::Role')).filter(
      ([, role]) => role.Properties.ManagedPolicyArns,
    );
    expect(managed.map(([id]) => named({ Ref: id }))).toEqual([]);
  });
});

test('a secret known by its name is readable by its name and the characters that AWS adds, and no other', () => {
  const found = permissions(synthesize({ providerSecretName: 'provider/key' }));
  expect(found.QueryTaskFunctionRole).toContain(
    'secretsmanager:GetSecretValue on ' +
      'arn:AWS::Partition:secretsmanager:AWS::Region:AWS::AccountId:secret:provider/key-??????',
  );
});

test.each([
  ['default', 'arn:AWS::Partition:events:AWS::Region:AWS::AccountId:event-bus/default'],
  ['videos', 'arn:AWS::Partition:events:AWS::Region:AWS::AccountId:event-bus/videos'],
  [
    'arn:aws:events:eu-central-1:210987654321:event-bus/theirs',
    'arn:aws:events:eu-central-1:210987654321:event-bus/theirs',
  ],
])(
  'with the event bus %s, the functions that deliver, poll and sweep may put events on that bus, and nobody on another',
  (eventBus, arn) => {
    const puts = Object.entries(permissions(synthesize({ eventBus }))).flatMap(([role, allowed]) =>
      allowed.filter((entry) => entry.startsWith('events:')).map((entry) => `${role} ${entry}`),
    );
    expect(puts.sort()).toEqual(
      ['DeliverCallback', 'QueryTask', 'SweepOverdue'].map(
        (name) => `${name}FunctionRole events:PutEvents on ${arn}`,
      ),
    );
  },
);

test('with a key of the account, functions may use that key and no other', () => {
  const found = permissions(synthesize({ customerKey: true }));
  const keys = Object.values(found)
    .flat()
    .filter((entry) => entry.startsWith('kms:'));
  expect(keys.length).toBeGreaterThan(0);
  for (const entry of keys) expect(entry).toMatch(/^kms:\w+ on Key$/);
});

test('with a key of the account, each function may use it for what its services do, and through them only', () => {
  const template = synthesize({ customerKey: true });
  const uses: Record<string, Set<string>> = {};
  for (const { Properties } of Object.values(template.findResources('AWS::IAM::Policy'))) {
    for (const { Action, Condition } of Properties.PolicyDocument.Statement) {
      const actions = asList<string>(Action).filter((action) => action.startsWith('kms:'));
      if (actions.length === 0) continue;
      const via = asList<unknown>(Condition.StringEquals['kms:ViaService']).map(
        (one) => named(one).split('.')[0],
      );
      const role = named(Properties.Roles[0]);
      const more = via.flatMap((service) => actions.map((action) => `${service} ${action.slice(4)}`));
      uses[role] = new Set([...(uses[role] ?? []), ...more]);
    }
  }
  expect(
    [...(uses.ArchiveVideoFunctionRole ?? [])].filter((use) => !use.startsWith('dynamodb')).sort(),
  ).toEqual(['s3 Decrypt', 's3 GenerateDataKey', 'secretsmanager Decrypt']);
  expect(
    [...(uses.DeliverCallbackFunctionRole ?? [])].filter((use) => !use.startsWith('dynamodb')).sort(),
  ).toEqual(['s3 Decrypt', 'secretsmanager Decrypt']);
  expect([...(uses.RecordOutcomeFunctionRole ?? [])].every((use) => use.startsWith('dynamodb'))).toBe(true);
});

test('the key that an existing secret is encrypted with may be used to read that secret, if it is named', () => {
  const providerSecretKeyArn =
    'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const entry = `kms:Decrypt on ${providerSecretKeyArn}`;
  const found = permissions(synthesize({ providerSecretName: 'provider/key', providerSecretKeyArn }));
  for (const role of ['ApiFunctionRole', 'QueryTaskFunctionRole', 'ArchiveVideoFunctionRole']) {
    expect(found[role]).toContain(entry);
  }
  expect(found.DeliverCallbackFunctionRole).not.toContain(entry);
});

describe('with several providers', () => {
  const several = synthesize({ providers: ['ark', 'fal', 'new-api=https://relay.example.com/x'] });
  const found = permissions(several);

  test('there is one secret for each that is named, and none for the others', () => {
    const ids = Object.keys(several.findResources('AWS::SecretsManager::Secret'));
    expect(ids.map((id) => named({ Ref: id })).sort()).toEqual([
      'ProviderKeyark',
      'ProviderKeyfal',
      'ProviderKeynewapi',
      'SigningMaster',
    ]);
  });

  test('the functions that poll read all of them, and the API those at which it creates videos', () => {
    const readBy = (role: string) => found[role]?.filter((entry) => entry.startsWith('secretsmanager:'));
    const all = [secret('ProviderKeyark'), secret('ProviderKeyfal'), secret('ProviderKeynewapi')];
    expect(readBy('QueryTaskFunctionRole')).toEqual(all);
    expect(readBy('ArchiveVideoFunctionRole')).toEqual(all);
    expect(readBy('ApiFunctionRole')).toEqual([secret('ProviderKeyark'), secret('SigningMaster')]);
    expect(readBy('DeliverCallbackFunctionRole')).toEqual([secret('SigningMaster')]);
  });

  test('each function is told where they are, the default first, and their keys are in outputs', () => {
    const [text] = Object.values(several.findResources('AWS::Lambda::Function'))
      .map(({ Properties }) => Properties.Environment.Variables)
      .filter(({ PROVIDERS }) => PROVIDERS !== undefined)
      .map(({ PROVIDERS }) => named(PROVIDERS));
    expect(JSON.parse(text ?? '')).toEqual([
      { name: 'ark', baseUrl: 'https://ark.cn-beijing.volces.com', secret: 'ProviderKeyark' },
      { name: 'fal', baseUrl: 'https://queue.fal.run', secret: 'ProviderKeyfal' },
      { name: 'new-api', baseUrl: 'https://relay.example.com/x', secret: 'ProviderKeynewapi' },
    ]);
    expect(
      Object.keys(several.findOutputs('*'))
        .filter((name) => name.startsWith('Provider'))
        .sort(),
    ).toEqual(['ProviderSecretArn', 'ProviderSecretArnfal', 'ProviderSecretArnnewapi']);
  });
});
