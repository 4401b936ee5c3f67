import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Says why a rule of cdk-nag's AwsSolutions pack does not hold for a construct and what is below it. */
export const acknowledge = (construct: IConstruct, reasons: Readonly<Record<string, string>>): void => {
  for (const [rule, reason] of Object.entries(reasons)) {
    Validations.of(construct).acknowledge({ id: `AwsSolutions-${rule}`, reason });
  }
};

/** Says why a role has this resource with a wildcard; any other wildcard of it stays a finding. */
export const acknowledgeWildcard = (role: IConstruct, resource: string, reason: string): void =>
  acknowledge(role, { [`IAM5[Resource::${asShown(Stack.of(role).resolve(resource))}]`]: reason });

/** A resolved value as cdk-nag writes it: `<LogicalId.Arn>/videos/*`. */
const asShown = (resolved: unknown): string => {
  if (typeof resolved !== 'object' || resolved === null) return String(resolved);
  const [[intrinsic, argument] = []] = Object.entries(resolved);
  if (intrinsic === 'Ref') return `<${argument}>`;
  if (intrinsic === 'Fn::GetAtt') return `<${argument.join('.')}>`;
  if (intrinsic === 'Fn::Join') return argument[1].map(asShown).join(argument[0]);
  return String(intrinsic);
};
