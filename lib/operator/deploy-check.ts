import type { GivenOptions } from '../options/given-options.ts';
import { type AwsCli, reasonOf } from './aws-cli.ts';

export interface Finding {
  /** `fails`: the deployment, or the relay after it, would fail. `note`: read it, and decide. */
  readonly level: 'good' | 'note' | 'fails';
  readonly text: string;
}

/**
 * Lambda keeps this much of an account's concurrency unreserved, and refuses a reservation that leaves less.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
const keptUnreserved = 100;
const runtime = 'nodejs24.x';

const good = (text: string): Finding => ({ level: 'good', text });
const note = (text: string): Finding => ({ level: 'note', text });
const fails = (text: string): Finding => ({ level: 'fails', text });

type Check = (aws: AwsCli, given: GivenOptions) => Promise<Finding | undefined>;

const credentials: Check = async (aws) => {
  const { Account, Arn } = await aws('sts', 'get-caller-identity');
  if (String(Arn).startsWith('arn:aws-cn:')) {
    return note(`Account ${Account} is in China: see docs/deploy.md for what is known to work there`);
  }
  return good(`Account ${Account}, as ${Arn}`);
};

const bootstrap: Check = async (aws) => {
  const answer = await aws('ssm', 'get-parameter', '--name', '/cdk-bootstrap/hnb659fds/version').catch(
    () => undefined,
  );
  if (!answer) return fails('The account and region are not bootstrapped: run `npx cdk bootstrap` once');
  return good(`Bootstrapped, version ${answer.Parameter.Value}`);
};

const concurrency: Check = async (aws, { config }) => {
  const { AccountLimit } = await aws('lambda', 'get-account-settings');
  const { ConcurrentExecutions: limit, UnreservedConcurrentExecutions: free } = AccountLimit;
  const wanted = config.maxConcurrentQueries ?? 0;
  if (wanted > 0 && free - wanted < keptUnreserved) {
    return fails(
      `maxConcurrentQueries=${wanted} cannot be reserved: of ${limit} concurrent executions ${free} are unreserved, and Lambda ` +
        `keeps ${keptUnreserved} of them. Leave the option out, or ask for a higher limit (Service Quotas, L-B99A9384)`,
    );
  }
  if (limit < 1_000) {
    return note(
      `The account may run ${limit} functions at once, in all. 1,000 open tasks need about 10; a new account has 10. ` +
        'Ask for 1,000 (Service Quotas, L-B99A9384)',
    );
  }
  return good(`Lambda's concurrency: ${limit}, ${free} of it unreserved`);
};

const nodeRuntime: Check = async (aws) => {
  // The service checks the runtime's name against those of the region.
  await aws('lambda', 'list-layers', '--compatible-runtime', runtime, '--max-items', '1');
  return good(`Lambda has the runtime ${runtime} here`);
};

const apiLogs: Check = async (aws, { config }) => {
  const { cloudwatchRoleArn: role } = await aws('apigateway', 'get-account');
  if (config.apiLogsRole && role) {
    return note(`apiLogsRole replaces the role that every API of this account logs with now: ${role}`);
  }
  if (config.apiAccessLogs && !config.apiLogsRole && !role) {
    return fails(
      'apiAccessLogs needs a role that API Gateway logs with, and the account has none: set apiLogsRole, too',
    );
  }
  return good(role ? `API Gateway logs with ${role}` : 'API Gateway has no role for logs, and needs none');
};

const providerSecret: Check = async (aws, { config }) => {
  const { providerSecretName: name, providerSecretKeyArn } = config;
  if (name === undefined) return undefined;
  const { KmsKeyId } = await aws('secretsmanager', 'describe-secret', '--secret-id', name);
  const ownKey = KmsKeyId && !String(KmsKeyId).includes('alias/aws/secretsmanager');
  if (ownKey && providerSecretKeyArn === undefined) {
    return fails(
      `The secret ${name} is encrypted with ${KmsKeyId}: set providerSecretKeyArn to that key's ARN`,
    );
  }
  return good(`The secret ${name} exists`);
};

/** EventBridge takes events for a bus that does not exist, and drops them: nothing would show that later. */
const eventBus: Check = async (aws, { config: { eventBus: name } }) => {
  if (name === undefined) return undefined;
  try {
    await aws('events', 'describe-event-bus', '--name', name);
    return good(`The event bus ${name} exists`);
  } catch (error) {
    const reason = reasonOf(error);
    if (/ResourceNotFound/.test(reason)) {
      return fails(`There is no event bus ${name}, and EventBridge would drop what is put on it: create it`);
    }
    return note(`Whether there is an event bus ${name} cannot be seen from here: ${reason}`);
  }
};

const stack: Check = async (aws, { stackName }) => {
  const answer = await aws('cloudformation', 'describe-stacks', '--stack-name', stackName).catch(
    () => undefined,
  );
  const status: string | undefined = answer?.Stacks[0].StackStatus;
  if (status === undefined) return good(`There is no stack ${stackName} yet: this is its first deployment`);
  if (status === 'ROLLBACK_COMPLETE') {
    return fails(`The first deployment of ${stackName} failed: delete the stack, then deploy again`);
  }
  if (/_IN_PROGRESS$|_FAILED$/.test(status)) return fails(`The stack ${stackName} is in status ${status}`);
  return good(`The stack ${stackName} exists, in status ${status}`);
};

const checks: Readonly<Record<string, Check>> = {
  credentials,
  bootstrap,
  concurrency,
  runtime: nodeRuntime,
  'API logs': apiLogs,
  'provider secret': providerSecret,
  'event bus': eventBus,
  stack,
};

/** Looks in the account for what would make a deployment with these options fail. Changes nothing. */
export const checkDeployment = async (aws: AwsCli, given: GivenOptions): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const [name, check] of Object.entries(checks)) {
    const finding = await check(aws, given).catch((error) => fails(`${name}: ${reasonOf(error)}`));
    if (finding) findings.push(finding);
    if (name === 'credentials' && finding?.level === 'fails') break; // Nothing else could be read.
  }
  return findings;
};
