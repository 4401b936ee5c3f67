import { expect, test } from 'vitest';
import type { AwsCli } from '../../../lib/operator/aws-cli.ts';
import { checkDeployment } from '../../../lib/operator/deploy-check.ts';
import { stopExecutions } from '../../../lib/operator/stop-executions.ts';
import { readGivenOptions } from '../../../lib/options/given-options.ts';

/** A ready account, in the answers of the AWS CLI. An answer of `undefined`, or an error, is a failure. */
const ready: Readonly<Record<string, unknown>> = {
  'sts get-caller-identity': { Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/ops' },
  'ssm get-parameter': { Parameter: { Value: '30' } },
  'lambda get-account-settings': {
    AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 950 },
  },
  'lambda list-layers': { Layers: [] },
  'apigateway get-account': {},
  'secretsmanager describe-secret': { Name: 'provider/key' },
  'events describe-event-bus': { Name: 'videos' },
  'cloudformation describe-stacks': undefined,
};

const check = async (options: Record<string, unknown>, account: Record<string, unknown> = {}) => {
  const answers: Readonly<Record<string, unknown>> = { ...ready, ...account };
  const aws: AwsCli = async (service, operation) => {
    const answer = answers[`${service} ${operation}`];
    if (answer === undefined)
      throw Object.assign(new Error('failed'), { stderr: `An error of ${operation}` });
    if (answer instanceof Error) throw Object.assign(answer, { stderr: answer.message });
    return answer;
  };
  const findings = await checkDeployment(aws, readGivenOptions(options, '/nowhere'));
  return findings.filter(({ level }) => level !== 'good').map(({ level, text }) => `${level}: ${text}`);
};

test('an account that is ready has nothing to say', async () => {
  expect(await check({})).toEqual([]);
});

const smallAccount = {
  'lambda get-account-settings': {
    AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 },
  },
};
const role = { 'apigateway get-account': { cloudwatchRoleArn: 'arn:aws:iam::123456789012:role/theirs' } };
const ownKey = {
  'secretsmanager describe-secret': { KmsKeyId: 'arn:aws:kms:eu-central-1:123456789012:key/1' },
};

test.each([
  ['no bootstrap', {}, { 'ssm get-parameter': undefined }, /^fails: .*cdk bootstrap/],
  [
    'too little concurrency to reserve',
    { maxConcurrentQueries: 5 },
    smallAccount,
    /^fails: maxConcurrentQueries=5/,
  ],
  ['a new account', {}, smallAccount, /^note: The account may run 10 functions/],
  [
    'no event bus of the name',
    { eventBus: 'videos' },
    {
      'events describe-event-bus': new Error('(ResourceNotFoundException) Event bus videos does not exist.'),
    },
    /^fails: There is no event bus videos, and EventBridge would drop what is put on it/,
  ],
  [
    'that event buses may not be looked at',
    { eventBus: 'videos' },
    { 'events describe-event-bus': undefined },
    /^note: Whether there is an event bus videos cannot be seen from here: An error of describe-event-bus/,
  ],
  ['no such runtime', {}, { 'lambda list-layers': undefined }, /^fails: runtime: An error of list-layers/],
  ['access logs without a role', { apiAccessLogs: true }, {}, /^fails: apiAccessLogs needs a role/],
  [
    'a role that would be replaced',
    { apiAccessLogs: true, apiLogsRole: true },
    role,
    /^note: .*role\/theirs/,
  ],
  [
    'a secret under an own key',
    { providerSecretName: 'provider/key' },
    ownKey,
    /^fails: .*providerSecretKeyArn/,
  ],
  [
    'a secret that does not exist',
    { providerSecretName: 'provider/key' },
    { 'secretsmanager describe-secret': undefined },
    /^fails: provider secret: An error/,
  ],
  [
    'a first deployment that failed',
    {},
    { 'cloudformation describe-stacks': { Stacks: [{ StackStatus: 'ROLLBACK_COMPLETE' }] } },
    /^fails: .*delete the stack/,
  ],
] as [string, Record<string, unknown>, Record<string, unknown>, RegExp][])(
  'finds %s',
  async (_, options, account, message) => {
    expect(await check(options, account)).toEqual([expect.stringMatching(message)]);
  },
);

test('looks no further without credentials', async () => {
  expect(await check({}, { 'sts get-caller-identity': undefined })).toEqual([
    'fails: credentials: An error of get-caller-identity',
  ]);
});

test('every running execution is stopped if that is wanted, and only counted if not', async () => {
  const stopped: string[] = [];
  const aws: AwsCli = async (...command) => {
    if (command[1] === 'list-executions') {
      expect(command).toContain('RUNNING');
      return { executions: [{ executionArn: 'one' }, { executionArn: 'two' }] };
    }
    stopped.push(command[command.indexOf('--execution-arn') + 1] ?? '');
    return {};
  };
  const report = () => {};
  expect(await stopExecutions(aws, 'machine', { stop: false, report })).toBe(2);
  expect(stopped).toEqual([]);
  expect(await stopExecutions(aws, 'machine', { stop: true, report })).toBe(2);
  expect(stopped).toEqual(['one', 'two']);
});
