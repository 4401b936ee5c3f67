import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import type { RelayOptions } from '../../../lib/options/options.ts';
import { RelayStack } from '../../../lib/stack.ts';
import { newApp } from '../synthesis.ts';

interface Finding {
  readonly ruleName: string;
  readonly severity?: string;
  readonly violatingConstructs: readonly { readonly constructPath: string }[];
}

/** What cdk-nag's AwsSolutions pack, CDK's own rules for templates and its annotations find in stacks with these options. */
const findings = (
  stacks: Readonly<Record<string, RelayOptions>>,
  spoil?: (stack: RelayStack) => void,
): readonly string[] => {
  const app = newApp();
  for (const [name, options] of Object.entries(stacks)) {
    const stack = new RelayStack(app, name, { options });
    spoil?.(stack);
  }
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  try {
    app.synth();
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ValidationFailed')) throw error;
  }
  const report: { pluginReports: readonly { readonly violations: readonly Finding[] }[] } = JSON.parse(
    readFileSync(join(app.outdir, 'validation-report.json'), 'utf8'),
  );
  return report.pluginReports.flatMap(({ violations }) =>
    violations.map(
      ({ ruleName, violatingConstructs }) =>
        `${ruleName} at ${violatingConstructs.map((at) => at.constructPath).join(', ')}`,
    ),
  );
};

/** Every option, switched on, with those that it needs. */
const switchedOn: { readonly [Name in keyof Required<RelayOptions>]: RelayOptions } = {
  providers: { providers: ['seedance', 'ark', 'replicate'] },
  providerBaseUrl: { providerBaseUrl: 'https://provider.example.com/api' },
  providerSecretName: { providerSecretName: 'provider/key' },
  providerSecretKeyArn: {
    providerSecretName: 'provider/key',
    providerSecretKeyArn: 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  },
  apiAuth: { apiAuth: 'iam' },
  apiUrl: { apiUrl: 'https://relay.example.com/v1' },
  domainName: {
    domainName: 'relay.example.com',
    certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/1234abcd-12ab-34cd-56ef-1234567890ab',
  },
  certificateArn: {
    domainName: 'relay.example.com',
    certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/1234abcd-12ab-34cd-56ef-1234567890ab',
  },
  apiRatePerSecond: { apiRatePerSecond: 5 },
  apiBurst: { apiBurst: 10 },
  apiRequestsPerMonth: { apiRequestsPerMonth: 1_000_000 },
  console: { console: false },
  createVideos: { createVideos: false },
  createRatePerSecond: { createRatePerSecond: 0.5 },
  createBurst: { createBurst: 2 },
  videosPerMonth: { videosPerMonth: 100 },
  maxOpenTasks: { maxOpenTasks: 'unlimited' },
  corsOrigins: { corsOrigins: ['https://app.example.com', 'https://other.example.com'] },
  pollMinSeconds: { pollMinSeconds: 60 },
  pollMaxSeconds: { pollMaxSeconds: 600 },
  giveUpAfterHours: { giveUpAfterHours: 12 },
  retainVideoDays: { retainVideoDays: 30 },
  retainRecordDays: { retainRecordDays: 'forever' },
  maxVideoBytes: { maxVideoBytes: 1024 ** 3 },
  allowedCallbackHosts: { allowedCallbackHosts: ['hooks.example.com'] },
  privateHosts: { privateHosts: ['receiver.internal'] },
  maxRequestsPerHost: { maxRequestsPerHost: 3 },
  eventBus: { eventBus: 'default' },
  requireCallback: { eventBus: 'default', requireCallback: false },
  vpcSubnetIds: { vpcSubnetIds: ['subnet-0123456789abcdef0'], vpcSecurityGroupIds: ['sg-0123456789abcdef0'] },
  vpcSecurityGroupIds: {
    vpcSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    vpcSecurityGroupIds: ['sg-0123456789abcdef0', 'sg-0123456789abcdef1'],
  },
  sharedTasks: { sharedTasks: true },
  maxConcurrentQueries: { maxConcurrentQueries: 10 },
  alarmEmail: { alarmEmail: 'ops@example.com' },
  tracing: { tracing: true },
  apiAccessLogs: { apiAccessLogs: true },
  apiLogsRole: { apiAccessLogs: true, apiLogsRole: true },
  logRetentionDays: { logRetentionDays: 90 },
  customerKey: { customerKey: true },
  removal: { removal: 'destroy' },
  tags: { tags: { team: 'video' } },
};

/** What excludes others is in one of two stacks. */
const { apiAuth, createVideos, apiUrl, apiRequestsPerMonth, domainName, certificateArn, ...others } =
  switchedOn;
const together = Object.assign({}, ...Object.values(others)) as RelayOptions;
const all = {
  WithKeys: { ...together, ...apiRequestsPerMonth, ...domainName, ...certificateArn },
  Signed: { ...together, ...apiAuth, ...createVideos, ...apiUrl },
};

/** The pack takes its time the first time. */
const patience = 120_000;

test(
  'no rule is broken without a reason, with the defaults, with each option alone and with all together',
  () => {
    const alone = Object.entries(switchedOn).map(([name, options]) => [`Only-${name}`, options]);
    expect(findings({ Default: {}, ...Object.fromEntries(alone), ...all })).toEqual([]);
  },
  patience,
);

test(
  'a template that AWS would not take is found',
  () => {
    const broken = findings({ SeedanceRelay: {} }, (stack) => {
      new CfnQueue(stack, 'Queue').addPropertyOverride('DelaySeconds', 'soon');
    });
    expect(broken.filter((finding) => !finding.startsWith('AwsSolutions'))).not.toEqual([]);
  },
  patience,
);

test(
  'a broken rule is found',
  () => {
    const broken = findings({ SeedanceRelay: {} }, (stack) => new Bucket(stack, 'Open'));
    expect(broken).toContain('AwsSolutions-S10 at SeedanceRelay/Open/Resource');
  },
  patience,
);
