import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Config } from './options/config.ts';

/** What every part of one relay shares. */
export interface RelayContext {
  readonly config: Config;
  /** What becomes of data when the relay goes. */
  readonly removalPolicy: RemovalPolicy;
  /** The account's own key, if that option was chosen. */
  readonly key?: Key;
}

export const makeRelayContext = (scope: Construct, config: Config): RelayContext => {
  const removalPolicy = config.removal === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
  return config.customerKey
    ? { config, removalPolicy, key: makeKey(scope, removalPolicy) }
    : { config, removalPolicy };
};

/** What the services that use the key on a function's behalf need of it. */
export const grantKey = ({ key }: RelayContext, role: Role): void => {
  if (!key) return;
  const actions = ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'];
  role.addToPolicy(
    new PolicyStatement({ actions: actions.map((action) => `kms:${action}`), resources: [key.keyArn] }),
  );
};

const makeKey = (scope: Construct, removalPolicy: RemovalPolicy): Key => {
  const key = new Key(scope, 'Key', {
    description: 'Encrypts what the relay stores',
    enableKeyRotation: true,
    removalPolicy,
  });
  key.addToResourcePolicy(logsUseOf(scope));
  key.grantEncryptDecrypt(new ServicePrincipal('cloudwatch.amazonaws.com')); // Alarms publish to the encrypted topic.
  return key;
};

/** What CloudWatch Logs requires before it accepts a key for a log group, and for this account's groups alone. */
const logsUseOf = (scope: Construct): PolicyStatement =>
  new PolicyStatement({
    principals: [new ServicePrincipal(`logs.${Aws.REGION}.${Aws.URL_SUFFIX}`)],
    actions: ['Encrypt*', 'Decrypt*', 'ReEncrypt*', 'GenerateDataKey*', 'Describe*'].map(
      (action) => `kms:${action}`,
    ),
    resources: ['*'],
    conditions: {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': Stack.of(scope).formatArn({ service: 'logs', resource: '*' }),
      },
    },
  });
