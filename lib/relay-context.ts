import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Config } from './options/config.ts';

/** What every part of one relay shares. */
export interface RelayContext {
  readonly config: Config;
  /** Whether data stays when the relay is deleted. */
  readonly removalPolicy: RemovalPolicy;
  /** The same for what can be deleted without loss if its first deployment fails: then nothing is in it. */
  readonly removalOnceUsed: RemovalPolicy;
  /** The account's own key, if the option `customerKey` is set. */
  readonly key?: Key;
}

export const makeRelayContext = (scope: Construct, config: Config): RelayContext => {
  const removalPolicy = config.removal === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
  const removalOnceUsed =
    config.removal === 'retain' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
  const shared = { config, removalPolicy, removalOnceUsed };
  return config.customerKey ? { ...shared, key: makeKey(scope, removalOnceUsed) } : shared;
};

/**
 * What each service does with the key on a function's behalf. S3 decrypts a data key to read an object and to put the parts of
 * an upload together: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html. DynamoDB's list is that of
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html.
 */
const keyUses = {
  secretsmanager: ['Decrypt'],
  's3 reading': ['Decrypt'],
  's3 writing': ['Decrypt', 'GenerateDataKey'],
  dynamodb: ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'],
} as const;

/** Lets a role use the account's key (if there is one) through one service, and in no other way. */
export const grantKey = ({ key }: RelayContext, role: Role, use: keyof typeof keyUses): void => {
  if (key) role.addToPolicy(keyUseThrough(use, key.keyArn));
};

export const keyUseThrough = (use: keyof typeof keyUses, keyArn: string): PolicyStatement =>
  new PolicyStatement({
    actions: keyUses[use].map((action) => `kms:${action}`),
    resources: [keyArn],
    conditions: {
      StringEquals: { 'kms:ViaService': `${use.split(' ')[0]}.${Aws.REGION}.${Aws.URL_SUFFIX}` },
    },
  });

const makeKey = (scope: Construct, removalPolicy: RemovalPolicy): Key => {
  const key = new Key(scope, 'Key', {
    description: 'Encrypts what the relay stores',
    enableKeyRotation: true,
    removalPolicy,
  });
  key.addToResourcePolicy(logsUseOf(scope));
  key.addToResourcePolicy(alarmsUse());
  return key;
};

/** What an alarm needs to publish to the encrypted topic: https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns */
const alarmsUse = (): PolicyStatement =>
  new PolicyStatement({
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
  });

/** What CloudWatch Logs asks for before it takes a key for a log group, and for this account's groups alone. */
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
