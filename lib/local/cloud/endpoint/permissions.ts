import type { Assembly, Deployed } from '../assembly/assembly.ts';
import { account, region } from '../assembly/identity.ts';
import type { Json } from '../assembly/template.ts';
import type { FaultVerdict, Intercept, ServiceCall } from './intercept.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}
interface Policy {
  readonly Roles: readonly Json[];
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
}
interface Permission {
  readonly action: RegExp;
  readonly resource: RegExp;
}

const asList = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

/** IAM's patterns: `*` is anything, `?` one character. */
const matching = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );

/** The actions of S3's operations that have another name. */
const s3Actions: Readonly<Record<string, string>> = {
  HeadObject: 'GetObject',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  ListParts: 'ListMultipartUploadParts',
};

/** The action that a call needs, and the ARN that it needs it on. */
const neededBy = ({ service, operation, resource, request }: ServiceCall): readonly [string, string] => {
  const { IndexName, stateMachineArn, executionArn } = (request ?? {}) as Readonly<Record<string, string>>;
  const { Entries } = (request ?? {}) as { readonly Entries?: readonly { readonly EventBusName?: string }[] };
  switch (service) {
    case 'dynamodb': {
      const table = `arn:aws:dynamodb:${region}:${account}:table/${resource}`;
      return [`dynamodb:${operation}`, IndexName === undefined ? table : `${table}/index/${IndexName}`];
    }
    case 's3':
      return [`s3:${s3Actions[operation] ?? operation}`, `arn:aws:s3:::${resource}`];
    case 'events': {
      const [{ EventBusName: bus = 'default' } = {}] = Entries ?? [];
      const isArn = bus.startsWith('arn:');
      return [`events:${operation}`, isArn ? bus : `arn:aws:events:${region}:${account}:event-bus/${bus}`];
    }
    case 'states':
      return [`states:${operation}`, stateMachineArn ?? executionArn ?? resource];
    default:
      return [`${service}:${operation}`, resource];
  }
};

/** What the policies of the function's role allow; `undefined` for a function that has no role of the template's. */
const permissionsOf = (assembly: Assembly, deployed: Deployed): readonly Permission[] | undefined => {
  const role = assembly.resolve(deployed.properties.Role);
  const named = assembly.all('AWS::IAM::Role').find(({ arn }) => arn === role)?.name;
  if (named === undefined) return undefined;
  return assembly
    .all('AWS::IAM::Policy')
    .map(({ properties }) => assembly.resolve(properties) as unknown as Policy)
    .filter(({ Roles }) => Roles.includes(named))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .flatMap(({ Action, Resource }) =>
      asList(Action).flatMap((action) =>
        asList(Resource).map((resource) => ({ action: matching(action), resource: matching(resource) })),
      ),
    );
};

/**
 * Denies a function's call if the policies of its role do not allow it, as IAM would, and passes on all others.
 * Policies of resources and conditions are not looked at.
 */
export const permitted = (
  assembly: Assembly,
  nameOf: (deployed: Deployed) => string,
  intercept: Intercept,
): Intercept => {
  const permissions = new Map(
    assembly.all('AWS::Lambda::Function').map((one) => [nameOf(one), permissionsOf(assembly, one)]),
  );
  return (call): FaultVerdict | Promise<FaultVerdict> => {
    const allowed = call.caller === undefined ? undefined : permissions.get(call.caller);
    if (!allowed) return intercept(call);
    const [action, arn] = neededBy(call);
    if (allowed.some((one) => one.action.test(action) && one.resource.test(arn))) return intercept(call);
    const message = `${call.caller} is not authorized to perform ${action} on ${arn}`;
    return call.service === 's3'
      ? { fail: 'before', error: 'AccessDenied', status: 403, message }
      : { fail: 'before', error: 'AccessDeniedException', status: 400, message };
  };
};
