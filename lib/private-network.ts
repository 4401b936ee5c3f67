import { Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { acknowledgeWildcard } from './acknowledge.ts';
import type { Config } from './options/config.ts';

/**
 * What Lambda needs to connect a function to a VPC, and what it says to deny to the function's own code, which runs as the same
 * role. None of the actions knows a resource while the network interface does not exist.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
const interfaceActions = [
  'CreateNetworkInterface',
  'DescribeNetworkInterfaces',
  'DescribeSubnets',
  'DeleteNetworkInterface',
  'AssignPrivateIpAddresses',
  'UnassignPrivateIpAddresses',
].map((action) => `ec2:${action}`);

/** Lets Lambda connect a function with this role to the network of the options. To be called before the function is made. */
export const grantNetwork = (role: Role, { vpcSubnetIds }: Pick<Config, 'vpcSubnetIds'>): void => {
  if (vpcSubnetIds.length === 0) return;
  role.addToPolicy(new PolicyStatement({ actions: interfaceActions, resources: ['*'] }));
  role.addToPolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions: interfaceActions,
      resources: ['*'],
      // Only requests that a function's code sends name the function.
      conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
    }),
  );
  acknowledgeWildcard(
    role,
    '*',
    'Lambda makes network interfaces, which do not exist before; the code may not.',
  );
};

/** Connects a function to subnets of a VPC. Its ids are enough: nothing is looked up, so that synthesis works offline. */
export const joinNetwork = (
  resource: CfnFunction,
  { vpcSubnetIds, vpcSecurityGroupIds }: Pick<Config, 'vpcSubnetIds' | 'vpcSecurityGroupIds'>,
): void => {
  if (vpcSubnetIds.length === 0) return;
  resource.vpcConfig = { subnetIds: [...vpcSubnetIds], securityGroupIds: [...vpcSecurityGroupIds] };
};
