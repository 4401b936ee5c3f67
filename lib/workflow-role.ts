import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from './acknowledge.ts';
import type { RelayContext } from './relay-context.ts';

/** The functions that are steps of the state machine. */
const steps = [
  'query-task',
  'archive-video',
  'record-outcome',
  'deliver-callback',
  'recover-deliveries',
] as const;
export type StepName = (typeof steps)[number];

/** What Step Functions must be allowed in order to write an execution's log. */
const logActions = [
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
];

const tracingActions = [
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

/** The state machine's role: it may invoke its steps, and none of their older versions, as CDK's own would let it. */
export const workflowRole = (
  scope: Construct,
  { config }: RelayContext,
  functions: Readonly<Record<StepName, IFunction>>,
): Role => {
  const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
  role.addToPolicy(
    new PolicyStatement({
      actions: ['lambda:InvokeFunction'],
      resources: steps.map((name) => functions[name].functionArn),
    }),
  );
  role.addToPolicy(
    new PolicyStatement({
      actions: config.tracing ? [...logActions, ...tracingActions] : logActions,
      resources: ['*'],
    }),
  );
  acknowledgeWildcard(
    role,
    '*',
    'Log deliveries and traces are the account’s: these actions know no resource.',
  );
  return role;
};
