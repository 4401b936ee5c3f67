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

/** What cdk-nag's AwsSolutions pack, CDK's own rules for templates and its annotations find. */
const findings = (options: RelayOptions, spoil?: (stack: RelayStack) => void): readonly string[] => {
  const app = newApp();
  const stack = new RelayStack(app, 'SeedanceRelay', { options });
  spoil?.(stack);
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

const variants: Readonly<Record<string, RelayOptions>> = {
  'as it is by default': {},
  'with everything chosen': {
    apiAuth: 'iam',
    corsOrigins: ['https://app.example.com'],
    retainVideoDays: 30,
    maxConcurrentQueries: 10,
    alarmEmail: 'ops@example.com',
    providerSecretName: 'provider/key',
    providerSecretKeyArn: 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    apiAccessLogs: true,
    apiLogsRole: true,
    apiRequestsPerMonth: 1_000_000,
    tracing: true,
    customerKey: true,
    removal: 'destroy',
    tags: { team: 'video' },
  },
  'without the creation of videos': { createVideos: false },
  'with API logs, by the role of the account': { apiAccessLogs: true },
  'with API logs, by a new role': { apiAccessLogs: true, apiLogsRole: true },
};

/** The pack takes its time the first time. */
const patience = 120_000;

for (const [name, options] of Object.entries(variants)) {
  test(
    `no rule is broken without a reason, ${name}`,
    () => {
      expect(findings(options)).toEqual([]);
    },
    patience,
  );
}

test(
  'a template that AWS would not take is found',
  () => {
    const broken = findings({}, (stack) => {
      new CfnQueue(stack, 'Queue').addPropertyOverride('DelaySeconds', 'soon');
    });
    expect(broken.filter((finding) => !finding.startsWith('AwsSolutions'))).not.toEqual([]);
  },
  patience,
);

test(
  'a broken rule is found',
  () => {
    const broken = findings({}, (stack) => new Bucket(stack, 'Open'));
    expect(broken).toContain('AwsSolutions-S10 at SeedanceRelay/Open/Resource');
  },
  patience,
);
