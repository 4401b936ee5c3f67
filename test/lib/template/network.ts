import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { describe, expect, test } from 'vitest';
import { SeedanceRelay } from '../../../lib/seedance-relay.ts';
import { newApp, type Resource, resource, synthesize } from '../synthesis.ts';

const subnets = ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'];
const groups = ['sg-0123456789abcdef0'];
const dialling = ['ApiFunction', 'QueryTaskFunction', 'ArchiveVideoFunction', 'DeliverCallbackFunction'];

const functionsOf = (template: Template) =>
  Object.entries(template.findResources('AWS::Lambda::Function') as Record<string, Resource>);
const inVpc = (template: Template) =>
  functionsOf(template).filter(([, { Properties }]) => Properties?.VpcConfig !== undefined);

describe('the functions that call other hosts', () => {
  const template = synthesize({ vpcSubnetIds: subnets, vpcSecurityGroupIds: groups });
  const connected = inVpc(template);

  test('stand in the given subnets, and no others do', () => {
    const names = connected.map(([id]) => dialling.find((name) => id.includes(name)));
    expect(names.sort()).toEqual([...dialling].sort());
    for (const [, { Properties }] of connected) {
      expect(Properties?.VpcConfig).toEqual({ SubnetIds: subnets, SecurityGroupIds: groups });
    }
    expect(inVpc(synthesize())).toEqual([]);
  });

  test('may be connected by Lambda before they are made, and may not connect anything themselves', () => {
    for (const [id, { DependsOn }] of connected as [string, Resource & { DependsOn: string[] }][]) {
      const name = dialling.find((one) => id.includes(one)) ?? '';
      const policy = resource(template, 'AWS::IAM::Policy', `${name}Role`);
      expect(DependsOn).toContain(policy.id);
      const { Statement } = policy.properties.PolicyDocument as { Statement: Record<string, unknown>[] };
      const about = Statement.filter(({ Action }) =>
        JSON.stringify(Action).includes('ec2:CreateNetworkInterface'),
      );
      expect(about).toMatchObject([
        { Effect: 'Allow', Resource: '*' },
        { Effect: 'Deny', Condition: { Null: { 'lambda:SourceFunctionArn': 'false' } } },
      ]);
      expect(about[1]?.Action).toEqual(about[0]?.Action);
    }
  });

  test('stand in a VPC of the same app, whose ids are not known yet', () => {
    const stack = new Stack(newApp(), 'Studio');
    const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 });
    const group = new SecurityGroup(stack, 'Egress', { vpc });
    new SeedanceRelay(stack, 'Relay', {
      vpcSubnetIds: vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_WITH_EGRESS }).subnetIds,
      vpcSecurityGroupIds: [group.securityGroupId],
    });
    const [first] = inVpc(Template.fromStack(stack));
    expect(first?.[1].Properties?.VpcConfig).toMatchObject({
      SubnetIds: [{ Ref: expect.stringContaining('VpcPrivateSubnet1') }, { Ref: expect.anything() }],
    });
  });
});
